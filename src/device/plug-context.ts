import { readAbilities, type Abilities } from '../protocol/abilities.ts';
import { BOUNDS } from '../protocol/bounds.ts';
import { HIGHEST_CHANNEL, isObject, textOr, type JsonObject } from '../protocol/decode.ts';
import { NO_HTTP_QUIRKS, type HttpQuirks } from '../transport/transport.ts';
import type { PlugInfo } from './plug-info.ts';
import type { Quirks } from './quirks.ts';

/**
 * What an accessory remembers over a restart: the plug and its address, never a key, because every user of the computer may
 * read the file. Values from the plug are kept only if they are used, and within bounds: a value that cannot be written
 * would keep Homebridge from writing the accessories of all plugins.
 */
export interface PlugContext {
  readonly info: PlugInfo;
  /** The address of the plug in the config, e.g. `192.168.1.20`. */
  readonly host: string;
  /** The address of its last reply; it differs from `host` if the plug has moved. */
  readonly address: string;
  /** The config entry with this address belongs to another plug now. */
  readonly isDisplaced: boolean;
  /** The plug was found on the network, and is not in the config. */
  readonly isDiscovered: boolean;
  /** Which HTTP its firmware needs. Persisted as `manner`. */
  readonly httpQuirks: HttpQuirks;
  /** What was learned of its firmware. Persisted as `habits`. */
  readonly quirks: Quirks;
  /** Service id → the name that the user gave this service in the Home app. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** A uuid becomes part of a file name, so it may contain no other characters. */
const UUID = /^[\w-]{8,64}$/;

const isChannel = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= HIGHEST_CHANNEL;

/** Reads a persisted context, which an earlier version or another program may have written; undefined if it cannot be used. */
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

/** A service id: a channel, a channel with a label such as `0 finished`, or a label alone such as `status light`. */
const SERVICE = /^[\w ]{1,64}$/;
/** An outlet and three companion services, for the largest number of outlets. */
const MAX_NAMES = BOUNDS.relays.most * 4;

/** The names of services that are not too long. */
function namesOf(renamed: JsonObject): Record<string, string> {
  const names: [string, string][] = [];
  for (const [service, name] of Object.entries(renamed)) {
    const [channel = '0'] = /^\d+/.exec(service) ?? [];
    const isKnown = SERVICE.test(service) && isChannel(Number(channel));
    if (typeof name === 'string' && name.length <= BOUNDS.text.most && isKnown) names.push([service, name]);
  }
  return Object.fromEntries(names.slice(0, MAX_NAMES));
}

/** Earlier versions kept the abilities exactly as the plug sent them; only the used parts are kept now. */
function abilitiesOf(value: unknown): Abilities {
  if (!isObject(value)) return {};
  const objects = Object.entries(value).filter(([, parameters]) => isObject(parameters));
  return readAbilities(Object.fromEntries(objects.slice(0, BOUNDS.abilities.most)));
}
