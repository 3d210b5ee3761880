import { readAbilities, type Abilities } from '../protocol/abilities.ts';
import { BOUNDS } from '../protocol/bounds.ts';
import { HIGHEST_CHANNEL, isObject, textOr, type JsonObject } from '../protocol/decode.ts';
import type { Quirks } from '../device/quirks.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { NO_HTTP_QUIRKS, type HttpQuirks } from '../transport/transport.ts';

/**
 * What an accessory remembers over a restart, in a file that everybody on the machine may read: what the plug is and
 * where it was, never a key. Of what the plug said, only what is used, and that within bounds: a value that cannot be
 * written would keep Homebridge from writing the accessories of every plugin.
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
  /** Which HTTP its firmware needs. Persisted as `manner`. */
  readonly httpQuirks: HttpQuirks;
  /** What was learned of its firmware. Persisted as `habits`. */
  readonly quirks: Quirks;
  /** Channel → the name that somebody gave this outlet in the Home app. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** What names a file may hold nothing else. */
const UUID = /^[\w-]{8,64}$/;

const isChannel = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= HIGHEST_CHANNEL;

/** Reads a context that an earlier version of this plugin, or somebody else, has written; undefined if it is of no use. */
export function readContext(context: unknown): PlugContext | undefined {
  if (!isObject(context)) return undefined;
  const info = readInfo(context['info']);
  if (info === undefined) return undefined;
  const { host, address, isDisplaced, isDiscovered, manner, habits, renamed } = context;
  return {
    info,
    host: textOr(host, ''),
    address: textOr(address, ''),
    isDiscovered: isDiscovered === true,
    isDisplaced: isDisplaced === true,
    httpQuirks: isObject(manner)
      ? { lenient: manner['lenient'] === true, encrypted: manner['encrypted'] === true }
      : NO_HTTP_QUIRKS,
    quirks: isObject(habits) ? readQuirks(habits) : {},
    renamed: isObject(renamed) ? namesOf(renamed) : {},
  };
}

/** The reverse of {@link readContext}. Two keys keep the names that earlier versions wrote. */
export function persistedContext({ httpQuirks, quirks, ...others }: PlugContext): JsonObject {
  return { ...others, manner: httpQuirks, habits: quirks };
}

function readQuirks({ signs, joins, batches }: JsonObject): Quirks {
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
  if (!UUID.test(uuid) || model.length > BOUNDS.text.most) return undefined;
  return {
    uuid,
    model,
    hardwareVersion: textOr(hardwareVersion, ''),
    firmwareVersion: textOr(firmwareVersion, ''),
    macAddress: textOr(macAddress, ''),
    channels: [...new Set(channels.filter(isChannel))].slice(0, BOUNDS.relays.most),
    abilities: abilitiesOf(abilities),
  };
}

/** What services are known by: a channel, or a channel and what stands beside it, such as `0 finished` or `status light`. */
const SERVICE = /^[\w ]{1,64}$/;
/** An outlet and three services beside it, for as many outlets as a plug can have. */
const MAX_NAMES = BOUNDS.relays.most * 4;

/** The names of services, each within the bound of a text. */
function namesOf(renamed: JsonObject): Record<string, string> {
  const names: [string, string][] = [];
  for (const [service, name] of Object.entries(renamed)) {
    const [channel = '0'] = /^\d+/.exec(service) ?? [];
    const isKnown = SERVICE.test(service) && isChannel(Number(channel));
    if (typeof name === 'string' && name.length <= BOUNDS.text.most && isKnown) names.push([service, name]);
  }
  return Object.fromEntries(names.slice(0, MAX_NAMES));
}

/** Earlier versions remembered the plug's own words, whatever they were: of these, what is used is kept. */
function abilitiesOf(value: unknown): Abilities {
  if (!isObject(value)) return {};
  const objects = Object.entries(value).filter(([, parameters]) => isObject(parameters));
  return readAbilities(Object.fromEntries(objects.slice(0, BOUNDS.abilities.most)));
}
