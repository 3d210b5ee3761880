/** What this decision needs to know of an accessory. */
export interface StoredAccessory {
  readonly uuid: string;
  /** Its address in the config. */
  readonly host: string;
}

/** What this decision needs to know of the config. */
export interface ConfiguredPlugs {
  /** The uuid of each entry, from the config or from a reply in this run; undefined while unknown. */
  readonly uuids: readonly (string | undefined)[];
  readonly hosts: readonly string[];
}

export type Listing = 'listed' | 'unlisted' | 'ghost';

/**
 * Whether an accessory is still in the config. An accessory is `unlisted`, and is removed together with its room and its
 * automations, only once every entry has shown which plug it is, because the accessory may be the one of a plug that moved.
 * If its address is still in the config while another plug replies there, it is a `ghost`: its plug has another address
 * now, or was replaced.
 *
 * | an entry has its uuid | some entry unknown | its host is in the config | listing |
 * |---|---|---|---|
 * | yes | | | listed |
 * | no | yes | | listed |
 * | no | no | yes | ghost |
 * | no | no | no | unlisted |
 */
export function listingOf({ uuid, host }: StoredAccessory, { uuids, hosts }: ConfiguredPlugs): Listing {
  if (uuids.includes(uuid) || uuids.includes(undefined)) return 'listed';
  return hosts.includes(host) ? 'ghost' : 'unlisted';
}
