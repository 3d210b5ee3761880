/** An accessory in HomeKit, as far as this decision goes. */
export interface StoredAccessory {
  readonly uuid: string;
  /** The address that stood for it in the config. */
  readonly host: string;
}

/** The config, as far as this decision goes. */
export interface ConfiguredPlugs {
  /** The uuid of each entry: written, or shown by the plug in this run; undefined while neither is known. */
  readonly uuids: readonly (string | undefined)[];
  readonly hosts: readonly string[];
}

export type Listing = 'listed' | 'unlisted' | 'ghost';

/**
 * Whether an accessory is still in the config. Nothing is `unlisted`, and hence to be removed with its room and its
 * automations, before every entry has shown which plug it is: it may be that of a plug that moved. And if its address is
 * still in the config, while another plug answers there, it is a `ghost`: its plug is somewhere else, or was replaced.
 *
 * | an entry has its uuid | some entry unknown | its host is in the config | verdict |
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
