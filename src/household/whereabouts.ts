import { formatAddress, type Address } from '../transport/transport.ts';

/** Where a plug may be: where the config says, where it was last, and where somebody saw it. The first is tried next. */
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

  /** Somebody saw it there: that is where to look now. */
  seenAt(place: Address): void {
    this.#places = unique([place, ...this.#places]);
  }

  /** It might be there, when it is nowhere else. */
  mayBeAt(places: readonly Address[]): void {
    this.#places = unique([...this.#places, ...places]);
  }

  /** It is not at this place. Says nothing if that is not where it is looked for any more. */
  isNotAt(place: Address): void {
    const [first, ...others] = this.#places;
    if (first && formatAddress(first) === formatAddress(place)) this.#places = [...others, first];
  }

  /** It has answered at this place: all others but the config's are forgotten. */
  isAt(place: Address): void {
    this.#places = unique([place, this.#configured]);
  }
}

function unique(places: readonly Address[]): readonly Address[] {
  const byName = new Map<string, Address>();
  for (const place of places) if (!byName.has(formatAddress(place))) byName.set(formatAddress(place), place);
  return [...byName.values()];
}
