import type { Clock } from '../clock.ts';
import type { PlugConnection } from '../device/plug-connection.ts';
import { TIMES } from '../settings.ts';
import type { Address } from '../transport/transport.ts';
import { CandidateAddresses } from './candidate-addresses.ts';

export interface AddressSearchOptions {
  readonly clock: Clock;
  /** Where the config says that the plug is. */
  readonly configured: Address;
  /** Asks at {@link AddressSearch.address}. */
  readonly connection: () => Pick<PlugConnection, 'retryNow' | 'restart' | 'restartDevice'>;
  /** Whether the plug has not answered yet, or does not any more. */
  readonly isUnreachable: () => boolean;
  /** The plug is missing for a minute; told again, less and less often, until it is back. */
  readonly onMissing: () => void;
}

/** Looks for one plug: where it should be, and where it may be. */
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

  /** Where it is, or is looked for. */
  get address(): Address {
    return this.#addresses.current;
  }

  /** Whether it is looked for at several addresses in turn. */
  get hasAlternatives(): boolean {
    return this.#addresses.hasAlternatives;
  }

  /** It answered there in an earlier run. */
  setLastKnown(address: Address): void {
    this.#addresses = new CandidateAddresses(this.#options.configured, address);
  }

  /** It answers there. */
  confirm(address: Address): void {
    this.#addresses.confirm(address);
  }

  /** It was seen there, and that is not where it is looked for: if it is away, that is where to ask now. */
  observedAt(address: Address): void {
    this.addCandidates([address]);
    if (!this.#options.isUnreachable()) return;
    this.#addresses.observedAt(address);
    this.#options.connection().restart();
  }

  /** It might be at one of these addresses, when it is nowhere else. */
  addCandidates(addresses: readonly Address[]): void {
    const { connection, isUnreachable } = this.#options;
    this.#addresses.add(addresses);
    connection().retryNow();
    // A device keeps to its place, and where nothing new happens there, nothing is told: it would never look elsewhere.
    if (isUnreachable() && this.hasAlternatives) connection().restartDevice();
  }

  /** It does not answer there; no matter if that is known already. */
  reject(address: Address): void {
    this.#scheduleMissing();
    if (!this.hasAlternatives) return;
    this.#addresses.reject(address);
    this.#options.connection().restartDevice();
  }

  /** It answers. */
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
