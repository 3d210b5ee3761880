import { formatAddress, type Address } from '../transport/transport.ts';

/** Addresses where a plug may be: in the config, at its last reply, and seen by discovery or another entry. The first is tried next. */
export class CandidateAddresses {
  readonly #configured: Address;
  #addresses: readonly Address[];

  /** @param lastAddress where it replied in an earlier run, if that is not the address in the config */
  constructor(configured: Address, lastAddress?: Address) {
    this.#configured = configured;
    this.#addresses = distinct([...(lastAddress ? [lastAddress] : []), configured]);
  }

  /** The address to try now. */
  get current(): Address {
    return this.#addresses[0] ?? this.#configured;
  }

  get hasAlternatives(): boolean {
    return this.#addresses.length > 1;
  }

  /** The plug was seen there, so this address is tried next. */
  observedAt(address: Address): void {
    this.#addresses = distinct([address, ...this.#addresses]);
  }

  /** Adds addresses to try after all others. */
  add(addresses: readonly Address[]): void {
    this.#addresses = distinct([...this.#addresses, ...addresses]);
  }

  /** The plug is not at this address. Does nothing if another address is tried by now. */
  reject(address: Address): void {
    const [first, ...others] = this.#addresses;
    if (first && formatAddress(first) === formatAddress(address)) this.#addresses = [...others, first];
  }

  /** The plug has replied at this address. All others except the one in the config are removed. */
  confirm(address: Address): void {
    this.#addresses = distinct([address, this.#configured]);
  }
}

function distinct(addresses: readonly Address[]): readonly Address[] {
  const byText = new Map<string, Address>();
  for (const address of addresses) if (!byText.has(formatAddress(address))) byText.set(formatAddress(address), address);
  return [...byText.values()];
}
