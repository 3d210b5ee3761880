import { HOST } from '../../config/host.ts';
import { isObject, type JsonObject } from '../../protocol/decode.ts';
import { PLATFORM_NAME } from '../../settings.ts';
import { formatAddress, type Address } from '../../transport/transport.ts';
import { OUR_PLATFORMS } from '../plug/config-file.ts';
import { UsageError } from '../usage-error.ts';
import type { JsonEdit } from './json-edit.ts';

/** What a Homebridge config contains of a plug. Contains its key: secret. */
export interface ConfigPlug {
  readonly uuid: string;
  readonly address: Address;
  readonly key: string;
  /** Only for a plug that is not in the config yet. */
  readonly name?: string;
}

/** The entry of a plug in `devices`; without a key if the block has the same one. */
export function entryOf({ uuid, address, key, name }: ConfigPlug, blockKey: string | undefined): JsonObject {
  return {
    host: formatAddress(address),
    ...(name !== undefined && { name }),
    uuid,
    ...(key !== blockKey && { key }),
  };
}

/** Whether a Homebridge config contains a block of this plugin. */
export const hasBlock = (document: unknown): boolean => blocksIn(document).length > 0;

/** `key` of the first block of this plugin, which holds for plugs without their own; undefined if there is none. */
export function blockKeyIn(document: unknown): string | undefined {
  const key = blocksIn(document)[0]?.block['key'];
  return typeof key === 'string' ? key : undefined;
}

/** How an entry is matched to a plug. */
export interface EntryMatch {
  /** Whether an entry without a uuid matches by its address: only if the plug there is known to be that one. */
  readonly byAddress: boolean;
}

/**
 * The edits that add a plug to a Homebridge config: an update of its own entry, or a new entry in the first block of
 * this plugin, or a new block. Check for a {@link conflictingEntry} first: of two entries with one address the plugin
 * takes the first.
 *
 * @param path path of the file, for messages
 * @returns no edits if the config is already right
 * @throws {UsageError} it is not a Homebridge config
 */
export function editsToAdd(document: unknown, plug: ConfigPlug, path: string, match: EntryMatch): readonly JsonEdit[] {
  const updates = editsToUpdate(document, plug, match);
  if (updates !== 'unknown') return updates;
  if (!isObject(document)) throw unusable(path, 'it is not a JSON object');
  const { platforms } = document;
  const block = { platform: PLATFORM_NAME, name: 'Meross Local', key: plug.key, devices: [entryOf(plug, plug.key)] };
  if (platforms === undefined) return [{ path: ['platforms'], value: [block] }];
  if (!Array.isArray(platforms)) throw unusable(path, '"platforms" is not a list');
  const [ours] = blocksIn(document);
  if (ours === undefined) return [{ path: ['platforms', platforms.length], value: block }];
  const at = ['platforms', ours.index, 'devices'];
  const { devices, key } = ours.block;
  const entry = entryOf(plug, typeof key === 'string' ? key : undefined);
  if (devices === undefined) return [{ path: at, value: [entry] }];
  if (!Array.isArray(devices)) throw unusable(path, `"devices" of "${PLATFORM_NAME}" is not a list`);
  return [{ path: [...at, devices.length], value: entry }];
}

/** The edits that update the entry of a plug: `unknown` if it has none. No other member of the entry is touched. */
export function editsToUpdate(
  document: unknown,
  plug: ConfigPlug,
  { byAddress }: EntryMatch,
): readonly JsonEdit[] | 'unknown' {
  const entries = entriesIn(document);
  const found =
    entries.find(({ entry }) => isOf(entry, plug.uuid)) ??
    entries.find(({ entry }) => byAddress && entry['uuid'] === undefined && isAt(entry['host'], plug.address));
  if (found === undefined) return 'unknown';
  const { entry, block, path } = found;
  const host = isAt(entry['host'], plug.address) ? {} : { host: formatAddress(plug.address) };
  const uuid = entry['uuid'] === undefined ? { uuid: plug.uuid } : {};
  const key = (entry['key'] ?? block['key']) === plug.key ? {} : { key: plug.key };
  const change = { ...host, ...uuid, ...key };
  return Object.entries(change).map(([name, value]) => ({ path: [...path, name], value }));
}

/** An entry with a plug's address that is not known to be that plug. */
export interface ConflictingEntry {
  /** Its name, else its address. */
  readonly name: string;
  /** Whether it may be that plug: it has no uuid, and no other entry has the uuid of the plug. */
  readonly mayBeSamePlug: boolean;
}

/** The entry that conflicts with a plug; undefined if none does. */
export function conflictingEntry(document: unknown, { uuid, address }: ConfigPlug): ConflictingEntry | undefined {
  const entries = entriesIn(document).map(({ entry }) => entry);
  const found = entries.find(entry => isAt(entry['host'], address) && !isOf(entry, uuid));
  if (found === undefined) return undefined;
  const { name } = found;
  return {
    name: typeof name === 'string' && name.trim() !== '' ? name : formatAddress(address),
    mayBeSamePlug: found['uuid'] === undefined && !entries.some(entry => isOf(entry, uuid)),
  };
}

function entriesIn(
  document: unknown,
): readonly { readonly entry: JsonObject; readonly block: JsonObject; readonly path: JsonEdit['path'] }[] {
  return blocksIn(document).flatMap(({ block, index }) => {
    const devices: unknown = block['devices'];
    return (Array.isArray(devices) ? devices : []).flatMap((entry: unknown, at) =>
      isObject(entry) ? [{ entry, block, path: ['platforms', index, 'devices', at] }] : [],
    );
  });
}

const isOf = (entry: JsonObject, uuid: string): boolean => String(entry['uuid']).trim().toLowerCase() === uuid;

function isAt(host: unknown, address: Address): boolean {
  const read = HOST.read(host);
  return read !== undefined && formatAddress(read) === formatAddress(address);
}

function blocksIn(document: unknown): readonly { readonly block: JsonObject; readonly index: number }[] {
  const platforms: unknown = isObject(document) ? document['platforms'] : undefined;
  return (Array.isArray(platforms) ? platforms : []).flatMap((block: unknown, index) =>
    isObject(block) && OUR_PLATFORMS.includes(block['platform']) ? [{ block, index }] : [],
  );
}

function unusable(path: string, what: string): UsageError {
  return new UsageError(`${path} was not changed: ${what}.`, "Is it Homebridge's config.json?");
}
