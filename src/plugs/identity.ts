/**
 * Which plug an entry of the config stands for, or which plug was found on the network: the facts, without conclusions. A
 * plug is identified by its uuid, never by its address or its name.
 */
export interface Identity {
  /** The uuid in the config. */
  readonly written?: string;
  /** The uuid that discovery found, for a plug that is not in the config. */
  readonly discovered?: string;
  /** The uuid of the plug that has replied in this run and was taken for the plug of this entry. */
  readonly answered?: string;
  /** The uuid that the entry stood for in an earlier run. */
  readonly remembered?: string;
  /** The plug is searched for at other addresses than the one in the config, or another plug is known to be there. */
  readonly isSearched: boolean;
}

/** The device that has replied. */
export interface ReplyingDevice {
  readonly uuid: string;
  /** Whether it has an outlet. Other Meross devices reply too. */
  readonly isPlug: boolean;
}

/** What to do about the device that has replied. `of` and `displaces` are indexes in the list of entries. */
export type IdentityDecision =
  /** Not the plug of this entry: neither shown nor switched. `of` is the entry that it belongs to, if there is one. */
  | { readonly is: 'stranger'; readonly of: number | undefined }
  /** An earlier entry is the same plug and keeps it. This entry is not used. */
  | { readonly is: 'duplicate'; readonly of: number }
  /** The device of this entry, without an outlet. Later entries for the same device are not used. */
  | { readonly is: 'no plug'; readonly displaces: readonly number[] }
  /** The plug of this entry. Later entries for the same plug are not used. */
  | { readonly is: 'ours'; readonly displaces: readonly number[] };

/** What is known at first. @param uuid from the config, or from discovery */
export function identityOf(uuid: string | undefined, isDiscovered: boolean): Identity {
  if (uuid === undefined) return { isSearched: false };
  return isDiscovered ? { discovered: uuid, isSearched: false } : { written: uuid, isSearched: false };
}

/** The uuid that is certain: from the config, from discovery, or from a reply in this run. */
export function provenUuid({ written, discovered, answered }: Identity): string | undefined {
  return written ?? discovered ?? answered;
}

/** The certain uuid, or else the one of an earlier run. Enough to recognise the plug, not to switch it. */
export function likelyUuid(identity: Identity): string | undefined {
  return provenUuid(identity) ?? identity.remembered;
}

/** The uuid that must reply; undefined if any plug may. At the address in the config another plug may be a replacement, elsewhere not. */
export function expectedUuid(identity: Identity): string | undefined {
  return identity.isSearched ? likelyUuid(identity) : provenUuid(identity);
}

/** The plug is searched for elsewhere too from now on, if its uuid is known. */
export function searchedFor(identity: Identity): Identity {
  return likelyUuid(identity) === undefined ? identity : { ...identity, isSearched: true };
}

/**
 * What to do when the plug `uuid` replies at the address of the entry with index `at`.
 *
 * | expected here | written in another entry, none in this one | an earlier entry is certain to be it | it is a plug | decision |
 * |---|---|---|---|---|
 * | another one | | | | stranger |
 * | this one, or any | yes | | | stranger |
 * | this one, or any | no | yes | | duplicate |
 * | this one, or any | no | no | no | no plug |
 * | this one, or any | no | no | yes | ours |
 */
export function decideIdentity(
  { uuid, isPlug }: ReplyingDevice,
  at: number,
  entries: readonly Identity[],
): IdentityDecision {
  const entry = entries[at];
  const expected = entry && expectedUuid(entry);
  if (expected !== undefined && expected !== uuid) return { is: 'stranger', of: ownerOf(uuid, entries) };
  const named = entries.findIndex(({ written }) => written === uuid);
  const isNamedHere = entry?.written !== undefined || entry?.discovered !== undefined;
  if (named >= 0 && !isNamedHere) return { is: 'stranger', of: named };
  const same = entries.flatMap((other, index) => (index !== at && provenUuid(other) === uuid ? [index] : []));
  const [first] = same;
  if (first !== undefined && first < at) return { is: 'duplicate', of: first };
  return { is: isPlug ? 'ours' : 'no plug', displaces: same };
}

/** The entry that most likely stands for this plug. */
function ownerOf(uuid: string, entries: readonly Identity[]): number | undefined {
  const owner = entries.findIndex(entry => likelyUuid(entry) === uuid);
  return owner < 0 ? undefined : owner;
}
