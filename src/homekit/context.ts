import { isObject, type JsonObject } from '../protocol/decode.ts';
import type { Habits } from '../device/habits.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { PLAIN, type Manner } from '../transport/transport.ts';

/**
 * What an accessory remembers over a restart, in a file that everybody on the machine may read: what the plug is and
 * where it was, never a key.
 */
export interface PlugContext {
  readonly info: PlugInfo;
  /** The address that stands for it in the config, e.g. `192.168.1.20`. */
  readonly host: string;
  /** Where it answered last: somewhere else, if it has moved. */
  readonly address: string;
  /** The entry of the config with this address stands for another plug since. */
  readonly isDisplaced: boolean;
  /** It is not in the config: it was found on the network. */
  readonly isDiscovered: boolean;
  /** How it wants to be spoken to. */
  readonly manner: Manner;
  /** What was learned of its firmware. */
  readonly habits: Habits;
  /** Channel → the name that somebody gave this outlet in the Home app. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** Reads a context that an earlier version of this plugin, or somebody else, has written; undefined if it is of no use. */
export function readContext(context: unknown): PlugContext | undefined {
  if (!isObject(context)) return undefined;
  const info = readInfo(context['info']);
  if (info === undefined) return undefined;
  const { host, address, isDisplaced, isDiscovered, manner, habits, renamed } = context;
  return {
    info,
    host: typeof host === 'string' ? host : '',
    address: typeof address === 'string' ? address : '',
    isDiscovered: isDiscovered === true,
    isDisplaced: isDisplaced === true,
    manner: isObject(manner) ? { lenient: manner['lenient'] === true, encrypted: manner['encrypted'] === true } : PLAIN,
    habits: isObject(habits) ? readHabits(habits) : {},
    renamed: isObject(renamed) ? onlyTexts(renamed) : {},
  };
}

function readHabits({ signs, joins, batches }: JsonObject): Habits {
  return {
    ...(signs === true && { signs }),
    ...(typeof joins === 'boolean' && { joins }),
    ...(typeof batches === 'boolean' && { batches }),
  };
}

function readInfo(info: unknown): PlugInfo | undefined {
  if (!isObject(info)) return undefined;
  const { uuid, model, hardwareVersion, firmwareVersion, macAddress, channels, abilities } = info;
  if (typeof uuid !== 'string' || typeof model !== 'string' || !Array.isArray(channels)) return undefined;
  return {
    uuid,
    model,
    hardwareVersion: typeof hardwareVersion === 'string' ? hardwareVersion : '',
    firmwareVersion: typeof firmwareVersion === 'string' ? firmwareVersion : '',
    macAddress: typeof macAddress === 'string' ? macAddress : '',
    channels: channels.filter(channel => typeof channel === 'number'),
    abilities: isObject(abilities) ? onlyObjects(abilities) : {},
  };
}

const onlyTexts = (object: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

const onlyObjects = (object: JsonObject): Record<string, JsonObject> =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, JsonObject] => isObject(entry[1])));
