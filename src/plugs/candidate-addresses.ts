import { formatAddress, type Address } from '../transport/transport.ts';

/** Where a plug may be: where the config says, where it was last, and where somebody saw it. The first is tried next. */
export class CandidateAddresses {
  readonly #configured: Address;
  #addresses: readonly Address[];

  /** @param lastAddress where it answered in an earlier run, if that is not where the config says */
  constructor(configured: Address, lastAddress?: Address) {
    this.#configured = configured;
    this.#addresses = distinct([...(lastAddress ? [lastAddress] : []), configured]);
  }

  /** Where to look now. */
  get current(): Address {
    return this.#addresses[0] ?? this.#configured;
  }

  get hasAlternatives(): boolean {
    return this.#addresses.length > 1;
  }

  /** Somebody saw it there: that is where to look now. */
  observedAt(address: Address): void {
    this.#addresses = distinct([address, ...this.#addresses]);
  }

  /** It might be there, when it is nowhere else. */
  add(addresses: readonly Address[]): void {
    this.#addresses = distinct([...this.#addresses, ...addresses]);
  }

  /** It is not at this place. Says nothing if that is not where it is looked for any more. */
  reject(address: Address): void {
    const [first, ...others] = this.#addresses;
    if (first && formatAddress(first) === formatAddress(address)) this.#addresses = [...others, first];
  }

  /** It has answered at this place: all others but the config's are forgotten. */
  confirm(address: Address): void {
    this.#addresses = distinct([address, this.#configured]);
  }
}

function distinct(addresses: readonly Address[]): readonly Address[] {
  const byText = new Map<string, Address>();
  for (const address of addresses) if (!byText.has(formatAddress(address))) byText.set(formatAddress(address), address);
  return [...byText.values()];
}
