import { HOST, type HostPort } from '../config/host.ts';
import { UUID } from '../config/kinds.ts';
import { Secrets } from '../config/secrets.ts';
import { formatAddress } from '../transport/transport.ts';
import { clipped, isObject, type JsonObject } from '../protocol/decode.ts';

/** Why a plug of the block cannot run here as it is. */
export type TakeOverProblem = 'no address' | 'bad address' | 'no key';

/** A plug in a `homebridge-meross` block of Homebridge's config. Contains its key: secret. */
export interface MerossBlockPlug {
  /** Its number among all plugs of these blocks; stable as long as the config is. */
  readonly id: number;
  readonly address: HostPort | undefined;
  /** Lower case. */
  readonly uuid: string | undefined;
  readonly name: string | undefined;
  /** Upper case, e.g. `MSS425E`. */
  readonly model: string | undefined;
  readonly key: string | undefined;
  /** Channels of a strip that it does not show. */
  readonly hiddenChannels: readonly number[];
  readonly inUseWatts: number | undefined;
  readonly problems: readonly TakeOverProblem[];
}

/** `platform` of its blocks: the short form, and the long one that Homebridge takes as well. */
const PLATFORMS: readonly unknown[] = ['Meross', 'homebridge-meross.Meross'];
/** Its lists of devices with outlets; the other lists are for lights, doors and other appliances. */
const LISTS = ['singleDevices', 'multiDevices'] as const;
/** A bridge holds 149 accessories; longer lists are cut. */
const MOST_PLUGS = 500;
/** HomeKit takes names of at most 64 characters. */
const LONGEST_NAME = 64;
const HIGHEST_HIDDEN = 63;
const MOST_WATTS = 4000;

/**
 * The plugs in the `homebridge-meross` blocks of a Homebridge config: those that the user does not hide there, each with
 * what it needs to run locally.
 *
 * The shape, from its `config.schema.json` and `lib/platform.js` (versions 4 to 10): `{ platform: "Meross", userkey,
 * singleDevices: [ … ], multiDevices: [ … ] }`, a device being `{ name, serialNumber, deviceUrl, model, userkey,
 * ignoreDevice, inUsePowerThreshold, hideChannels: "0,2" }`. Only `serialNumber` and `name` are always there.
 *
 * @returns empty for anything that is not such a config
 * @throws never
 */
export function merossBlockPlugs(document: unknown): readonly MerossBlockPlug[] {
  const platforms: unknown = isObject(document) ? document['platforms'] : undefined;
  const blocks = listOf(platforms)
    .filter(isObject)
    .filter(block => PLATFORMS.includes(block['platform']));
  const devices = blocks.flatMap(block =>
    LISTS.flatMap(list => listOf(block[list]))
      .filter(isObject)
      .filter(device => !isTrue(device['ignoreDevice']))
      .map(device => ({ device, block })),
  );
  return devices.slice(0, MOST_PLUGS).map(({ device, block }, id) => plugOf(id, device, block));
}

/** The entry for "devices" of this plugin, with its key: secret. Without an address, `host` has to be added. */
export function takenOverEntry({ address, uuid, name, key, hiddenChannels, inUseWatts }: MerossBlockPlug): JsonObject {
  return {
    ...(address && { host: formatAddress(address) }),
    ...(name !== undefined && { name }),
    ...(uuid !== undefined && { uuid }),
    ...(key !== undefined && { key }),
    ...(hiddenChannels.length > 0 && { outlets: hiddenChannels.map(channel => ({ channel, hidden: true })) }),
    ...(inUseWatts !== undefined && { inUseWatts }),
  };
}

function plugOf(id: number, device: JsonObject, block: JsonObject): MerossBlockPlug {
  const written = textIn(device, 'deviceUrl');
  const address = written === undefined ? undefined : HOST.read(written);
  const key = textIn(device, 'userkey') ?? commonKey(block);
  const name = nameIn(device, Secrets.in(block));
  const problems: readonly (TakeOverProblem | undefined)[] = [
    written === undefined ? 'no address' : address === undefined ? 'bad address' : undefined,
    key === undefined ? 'no key' : undefined,
  ];
  const watts = Number(device['inUsePowerThreshold'] ?? NaN);
  return {
    id,
    address,
    uuid: UUID.read((textIn(device, 'serialNumber') ?? '').replace(/[^a-z\d]+/gi, '')),
    name,
    model: modelIn(device),
    key,
    hiddenChannels: hiddenChannelsIn(device),
    inUseWatts: watts > 0 && watts <= MOST_WATTS ? watts : undefined,
    problems: problems.filter(problem => problem !== undefined),
  };
}

/** The key of the account. That plugin accepts only 32 letters and digits, ignores all other characters, and case. */
function commonKey(block: JsonObject): string | undefined {
  const key = (textIn(block, 'userkey') ?? '').toLowerCase().replace(/[^a-z\d]+/g, '');
  return key.length === 32 ? key : undefined;
}

/** A key that was pasted into the field of the name is not a name. */
function nameIn(device: JsonObject, secrets: Secrets): string | undefined {
  const name = textIn(device, 'name')
    ?.replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .trimEnd();
  return name === undefined || name === '' || secrets.contains(name) || secrets.isPasted(name) ? undefined : name;
}

function modelIn(device: JsonObject): string | undefined {
  const model = clipped(textIn(device, 'model') ?? '')
    .toUpperCase()
    .replace(/-+/g, '');
  return /^[A-Z\d]{2,16}$/.test(model) ? model : undefined;
}

/** Channel 0, the switch for all outlets, is not shown here unless it is listed, so it needs no entry. */
function hiddenChannelsIn(device: JsonObject): readonly number[] {
  const channels = (textIn(device, 'hideChannels') ?? '').split(',').map(text => Number(text.replace(/\D+/g, '')));
  return [...new Set(channels)].filter(channel => channel >= 1 && channel <= HIGHEST_HIDDEN);
}

/** A member of the object's own, without blanks around it; undefined for an empty one, and for another type. */
function textIn(holder: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text.length > 1000 ? undefined : text;
}

/** As that plugin reads it: "false" is false. */
const isTrue = (value: unknown): boolean => Boolean(value) && value !== 'false';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
