import { formatAddress, type Address } from '../transport/transport.ts';

/** Where a plug may be: where the config says, where it was last, and where somebody saw it. */
export class Whereabouts {
  readonly #configured: Address;
  #places: readonly Address[];

  /** @param last where it answered in an earlier run, if that is not where the config says */
  constructor(configured: Address, last?: Address) {
    this.#configured = configured;
    this.#places = unique([...(last ? [last] : []), configured]);
  }

  /** Where to look now. */
  get current(): Address {
    return this.#places[0] ?? this.#configured;
  }

  get hasOthers(): boolean {
    return this.#places.length > 1;
  }

  /** Somebody saw it there: that is where to look next. */
  seenAt(place: Address): void {
    this.#places = unique([this.current, place, ...this.#places]);
  }

  /** It is not at the current place. */
  tryNext(): void {
    const [first, ...others] = this.#places;
    if (first) this.#places = [...others, first];
  }

  /** It has answered at the current place: all others but the config's are forgotten. */
  settle(): void {
    this.#places = unique([this.current, this.#configured]);
  }
}

function unique(places: readonly Address[]): readonly Address[] {
  return [...new Map(places.map(place => [formatAddress(place), place])).values()];
}
