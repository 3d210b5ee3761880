import type { Quirks } from '../device/quirks.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { NO_HTTP_QUIRKS, type HttpQuirks } from '../transport/transport.ts';
import type { PlugRegistry } from './plug-registry.ts';
import type { ShownPlug } from './shown-plug.ts';

export interface RememberedPlugOptions {
  readonly registry: PlugRegistry;
  /** The address in the config. */
  readonly host: string;
  readonly isDiscovered: boolean;
}

/** What outlasts a restart, in the accessory of a plug: what the plug is, where it replied, and its quirks. */
export class RememberedPlug {
  accessory: ShownPlug | undefined;
  httpQuirks: HttpQuirks = NO_HTTP_QUIRKS;
  readonly #options: RememberedPlugOptions;
  #quirks: Quirks = {};
  readonly #signedUuids = new Set<string>();
  /** Set when the plug has replied in this run. Nothing is written before, because the address may be another plug's. */
  #proven: { readonly info: PlugInfo; readonly address: string } | undefined;

  constructor(options: RememberedPlugOptions) {
    this.#options = options;
  }

  /** The quirks of this plug, if its firmware is still the same. */
  quirksOf({ uuid, firmwareVersion }: PlugInfo): Quirks {
    const context = this.#options.registry.forUuid(uuid)?.context;
    const quirks = context?.quirks ?? {};
    const isSame = context?.info.firmwareVersion === firmwareVersion;
    // Kept for new firmware too, because another device could claim any version.
    this.#quirks = { ...(isSame && quirks), ...(this.signs(uuid) && { signs: true }) };
    return this.#quirks;
  }

  learnHttpQuirks(httpQuirks: HttpQuirks): void {
    this.httpQuirks = httpQuirks;
    this.#write();
  }

  learnQuirks(quirks: Quirks): void {
    const { signs } = this.#quirks;
    this.#quirks = { ...quirks, ...(signs === true && { signs }) };
    this.#write();
  }

  /** Whether this plug has signed replies with its key before. */
  signs(uuid: string): boolean {
    return this.#signedUuids.has(uuid) || this.#options.registry.forUuid(uuid)?.context?.quirks.signs === true;
  }

  learnSigned(uuid: string): void {
    this.#signedUuids.add(uuid);
    this.#quirks = { ...this.#quirks, signs: true };
    this.#write();
  }

  /** The plug has replied at this address. */
  prove(info: PlugInfo, address: string): void {
    this.#proven = { info, address };
    this.#write();
  }

  #write(): void {
    const { accessory } = this;
    const { registry, host, isDiscovered } = this.#options;
    if (!this.#proven || !accessory) return;
    accessory.remember({
      ...this.#proven,
      host,
      isDisplaced: false,
      isDiscovered,
      httpQuirks: this.httpQuirks,
      quirks: this.#quirks,
      renamed: accessory.context?.renamed ?? {},
    });
    registry.displace(host, accessory);
  }
}
