/** Something that mends a cause; the settings page offers it as a button. */
export type Fix =
  /** The plug with the uuid of the entry replies at this address: the entry gets it. */
  | { readonly kind: 'use address'; readonly host: string }
  /** This entry and the one at that index of "devices" are the same plug: this one is removed. */
  | { readonly kind: 'remove duplicate'; readonly sameAs: number }
  /** The plug does not accept the key: ask the user for the key of this plug. */
  | { readonly kind: 'ask key' }
  /** The clock, zone or rules are wrong, and can be set. */
  | { readonly kind: 'set clock' };
