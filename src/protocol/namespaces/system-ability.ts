import { isObject, object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.Ability';

/** Everything a plug can do: namespace → its parameters, e.g. `Appliance.Control.Multiple` → `{ maxCmdNum: 5 }`. */
export type Abilities = Readonly<Record<string, JsonObject>>;

/** Asks what the plug can do. Constant for a firmware; answered in clear even by plugs that encrypt the rest. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: {} };
}

/**
 * Reads `{ payloadVersion: 1, ability: { "<namespace>": { … } } }`.
 * @throws {MalformedError} without `ability`
 * Seen: every trace.
 */
export function parse(payload: JsonObject): Abilities {
  const ability = object(payload['ability'], 'ability');
  return Object.fromEntries(Object.entries(ability).map(([name, value]) => [name, isObject(value) ? value : {}]));
}

/**
 * Whether the plug may want its LAN bodies encrypted. "May": hp110ahk 4.1.12 lists it and speaks plain, mss110 7.3.37
 * lists it and hangs up on plain.
 */
export function mayEncrypt(abilities: Abilities): boolean {
  return 'Appliance.Encrypt.ECDHE' in abilities;
}
