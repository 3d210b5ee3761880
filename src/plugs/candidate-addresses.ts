import { formatAddress, type Address } from '../transport/transport.ts';

/** At least one address, the most likely one first. */
export type Addresses = readonly [Address, ...Address[]];

/** Addresses where a plug may be: in the config, at its last reply, and seen by discovery or another entry. */
export class CandidateAddresses {
  readonly #configured: Address;
  #addresses: Addresses;

  /** @param lastAddress where it replied in an earlier run, if that is not the address in the config */
  constructor(configured: Address, lastAddress?: Address) {
    this.#configured = configured;
    this.#addresses = distinct([lastAddress ?? configured, configured]);
  }

  get all(): Addresses {
    return this.#addresses;
  }

  get hasAlternatives(): boolean {
    return this.#addresses.length > 1;
  }

  /** The plug was seen there, so it is most likely there. */
  observedAt(address: Address): void {
    this.#addresses = distinct([address, ...this.#addresses]);
  }

  /** Adds addresses after all others. */
  add(addresses: readonly Address[]): void {
    this.#addresses = distinct([...this.#addresses, ...addresses]);
  }

  /** The plug has replied at this address. All others except the one in the config are removed. */
  confirm(address: Address): void {
    this.#addresses = distinct([address, this.#configured]);
  }
}

function distinct([first, ...others]: Addresses): Addresses {
  const byText = new Map<string, Address>();
  for (const address of others) if (!byText.has(formatAddress(address))) byText.set(formatAddress(address), address);
  byText.delete(formatAddress(first));
  return [first, ...byText.values()];
}
