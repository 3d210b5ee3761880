/**
 * Which plug an entry of the config stands for, or a plug that was found on the network: all that is known, and nothing
 * that follows from it. A plug is known by its uuid, never by its address or its name.
 */
export interface Identity {
  /** The user wrote it. */
  readonly written?: string;
  /** It is not in the config: discovery found it. */
  readonly discovered?: string;
  /** A plug has answered with it in this run, and was taken for the plug of this entry. */
  readonly answered?: string;
  /** The entry stood for it in an earlier run. */
  readonly remembered?: string;
  /** The plug is looked for at other addresses than the one in the config, or another plug is known to be there. */
  readonly isSearched: boolean;
}

/** Who has answered. */
export interface ReplyingDevice {
  readonly uuid: string;
  /** Whether it has an outlet; other devices of the maker answer too. */
  readonly isPlug: boolean;
}

/** What to do about who has answered. `of` and `displaces` are places in the list of entries. */
export type IdentityDecision =
  /** Not the plug of this entry: neither shown nor switched. Where it is that of another one, `of` says which. */
  | { readonly is: 'stranger'; readonly of: number | undefined }
  /** An earlier entry is the same plug, and has it; this one stands back. */
  | { readonly is: 'duplicate'; readonly of: number }
  /** The device of this entry, but nothing that can be switched. Later entries that are the same one stand back. */
  | { readonly is: 'no plug'; readonly displaces: readonly number[] }
  /** The plug of this entry. Later entries that are the same one stand back. */
  | { readonly is: 'ours'; readonly displaces: readonly number[] };

/** What is known at first. @param uuid what the user wrote, or what discovery found */
export function identityOf(uuid: string | undefined, isDiscovered: boolean): Identity {
  if (uuid === undefined) return { isSearched: false };
  return isDiscovered ? { discovered: uuid, isSearched: false } : { written: uuid, isSearched: false };
}

/** The uuid that is certain: the user wrote it, discovery found it, or a plug has answered with it here. */
export function provenUuid({ written, discovered, answered }: Identity): string | undefined {
  return written ?? discovered ?? answered;
}

/** The uuid that is certain, or else that of an earlier run: good enough to recognise the plug, not to switch it. */
export function likelyUuid(identity: Identity): string | undefined {
  return provenUuid(identity) ?? identity.remembered;
}

/** Who must answer; undefined where any plug may. Another plug at its own old address may be a replacement, elsewhere not. */
export function expectedUuid(identity: Identity): string | undefined {
  return identity.isSearched ? likelyUuid(identity) : provenUuid(identity);
}

/** From now on it is looked for elsewhere too, if it is known who is looked for. */
export function searchedFor(identity: Identity): Identity {
  return likelyUuid(identity) === undefined ? identity : { ...identity, isSearched: true };
}

/**
 * What to do when `uuid` answers where the plug of the entry at `at` should be.
 *
 * | expected here | written in another entry, none in this one | an earlier entry is certain to be it | it is a plug | verdict |
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

/** The entry that most probably stands for this plug. */
function ownerOf(uuid: string, entries: readonly Identity[]): number | undefined {
  const owner = entries.findIndex(entry => likelyUuid(entry) === uuid);
  return owner < 0 ? undefined : owner;
}
