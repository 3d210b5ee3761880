import type { Clock } from '../clock.ts';
import type { PlugConnection } from '../device/plug-connection.ts';
import { TIMES } from '../settings.ts';
import type { Address } from '../transport/transport.ts';
import { CandidateAddresses, type Addresses } from './candidate-addresses.ts';

export interface AddressSearchOptions {
  readonly clock: Clock;
  /** The address in the config. */
  readonly configured: Address;
  /** Queries the plug at {@link AddressSearch.addresses}. */
  readonly connection: () => Pick<PlugConnection, 'retryNow' | 'restart' | 'restartDevice'>;
  /** Whether the plug has not replied yet, or is unreachable. */
  readonly isUnreachable: () => boolean;
  /** Called when the plug has been missing for a minute, and again at growing intervals until it replies. */
  readonly onMissing: () => void;
}

/** Searches for one plug at its own address and at others where it may be. */
export class AddressSearch {
  readonly #options: AddressSearchOptions;
  #addresses: CandidateAddresses;
  #pauseMs: number = TIMES.missingMs;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: AddressSearchOptions) {
    this.#options = options;
    this.#addresses = new CandidateAddresses(options.configured);
  }

  /** Where the plug may be, the most likely address first. */
  get addresses(): Addresses {
    return this.#addresses.all;
  }

  /** Whether there are several. */
  get hasAlternatives(): boolean {
    return this.#addresses.hasAlternatives;
  }

  /** Sets the address where the plug replied in an earlier run. */
  setLastKnown(address: Address): void {
    this.#addresses = new CandidateAddresses(this.#options.configured, address);
  }

  /** The plug replies at this address. */
  confirm(address: Address): void {
    this.#addresses.confirm(address);
  }

  /** The plug was seen at another address: if it is unreachable, it is queried there at once. */
  observedAt(address: Address): void {
    this.addCandidates([address]);
    if (!this.#options.isUnreachable()) return;
    this.#addresses.observedAt(address);
    this.#options.connection().restart();
  }

  /** Adds addresses to try after all others. */
  addCandidates(addresses: readonly Address[]): void {
    const { connection, isUnreachable } = this.#options;
    this.#addresses.add(addresses);
    connection().retryNow();
    // A device keeps its address and reports changes only, so without a restart it would never try another one.
    if (isUnreachable() && this.hasAlternatives) connection().restartDevice();
  }

  /** The plug does not reply at the address that was tried. May be called more than once. */
  reject(): void {
    this.#scheduleMissing();
    if (this.hasAlternatives) this.#options.connection().restartDevice();
  }

  /** Ends the search, because the plug replies. */
  markFound(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#pauseMs = TIMES.missingMs;
  }

  close(): void {
    this.#closed = true;
    this.markFound();
  }

  #scheduleMissing(): void {
    if (this.#closed) return;
    this.#cancel ??= this.#options.clock.after(this.#pauseMs, () => {
      this.#cancel = undefined;
      this.#pauseMs = Math.min(2 * this.#pauseMs, TIMES.searchMs);
      this.#options.onMissing();
      this.#scheduleMissing();
    });
  }
}
