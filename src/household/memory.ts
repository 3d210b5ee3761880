import type { Quirks } from '../device/quirks.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugAccessory } from '../homekit/plug-accessory.ts';
import type { AccessoryRegistry } from '../homekit/accessory-registry.ts';
import { NO_HTTP_QUIRKS, type HttpQuirks } from '../transport/transport.ts';

export interface MemoryOptions {
  readonly roster: AccessoryRegistry;
  /** The address that stands for the plug in the config. */
  readonly host: string;
  readonly isDiscovered: boolean;
  /** Homebridge's cache could not be written. */
  readonly onFailure: (error: unknown) => void;
}

/** What is kept of a plug over a restart, in its accessory: what it is, where it answered, and what was learned of it. */
export class Memory {
  accessory: PlugAccessory | undefined;
  httpQuirks: HttpQuirks = NO_HTTP_QUIRKS;
  readonly #options: MemoryOptions;
  #quirks: Quirks = {};
  readonly #signed = new Set<string>();
  /** What is known of the plug in this run. Before that, nothing is written: it is not proven whose address this is. */
  #proven: { readonly info: PlugInfo; readonly address: string } | undefined;

  constructor(options: MemoryOptions) {
    this.#options = options;
  }

  /** What was learned of this plug, if its firmware is still the same. */
  quirksOf({ uuid, firmwareVersion }: PlugInfo): Quirks {
    const context = this.#options.roster.forUuid(uuid)?.context;
    const quirks = context?.quirks ?? {};
    const isSame = context?.info.firmwareVersion === firmwareVersion;
    // That it signs is not forgotten with new firmware: else a stranger need only name another version.
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

  /** Whether replies of this plug were signed with our key before. */
  signs(uuid: string): boolean {
    return this.#signed.has(uuid) || this.#options.roster.forUuid(uuid)?.context?.quirks.signs === true;
  }

  learnSigned(uuid: string): void {
    this.#signed.add(uuid);
    this.#quirks = { ...this.#quirks, signs: true };
    this.#write();
  }

  /** The plug has answered at this address. */
  prove(info: PlugInfo, address: string): void {
    this.#proven = { info, address };
    this.#write();
  }

  #write(): void {
    const { accessory } = this;
    const { roster, host, isDiscovered, onFailure } = this.#options;
    if (!this.#proven || !accessory) return;
    try {
      accessory.remember({
        ...this.#proven,
        host,
        isDisplaced: false,
        isDiscovered,
        httpQuirks: this.httpQuirks,
        quirks: this.#quirks,
        renamed: accessory.context?.renamed ?? {},
      });
      roster.displace(host, accessory);
    } catch (error) {
      onFailure(error);
    }
  }
}
