import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';
import { addressesWith, macTable, type MacTableRow } from '../transport/mac-lookup.ts';

/** A plug that may be away. */
export interface MissingPlug {
  readonly isUnreachable: boolean;
  /** Lower case with colons; undefined if it is not known. */
  readonly mac: string | undefined;
  /** The kernel did not have the MAC at this IP a moment ago, and has it there now. */
  macSeenAt(ip: string): void;
}

export interface MacWatchOptions {
  readonly clock: Clock;
  readonly plugs: () => readonly MissingPlug[];
  /** The MACs that the kernel knows, from Linux by default. */
  readonly table?: () => readonly MacTableRow[];
}

/**
 * Looks for the MACs of plugs that are away in the kernel's neighbour table. The plug's queries put a row without a MAC
 * there; the kernel completes it when the plug joins the network again and announces its IP, or asks for another one.
 * No packet is sent for this.
 */
export class MacWatch {
  readonly #options: MacWatchOptions;
  /** The IPs of each plug at the last look. */
  #seen = new Map<MissingPlug, readonly string[]>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: MacWatchOptions) {
    this.#options = options;
  }

  /** A plug may be away: looks each second while one is. */
  start(): void {
    if (this.#closed || this.#cancel !== undefined) return;
    if (this.#options.table === undefined && process.platform !== 'linux') return;
    this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    const { clock, plugs, table = macTable } = this.#options;
    const away = plugs().filter(({ isUnreachable, mac }) => isUnreachable && mac !== undefined);
    const rows = away.length > 0 ? table() : [];
    const before = this.#seen;
    this.#seen = new Map(away.map(plug => [plug, addressesWith(plug.mac ?? '', rows)]));
    this.#cancel = away.length > 0 ? clock.after(TIMES.macWatchMs, () => this.#look()) : undefined;
    for (const [plug, ips] of this.#seen) {
      const known = before.get(plug);
      if (known) for (const ip of ips) if (!known.includes(ip)) plug.macSeenAt(ip);
    }
  }
}
