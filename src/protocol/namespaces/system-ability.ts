import { readAbilities, type Abilities } from '../abilities.ts';
import { object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.Ability';

export type { Abilities };

/** Asks what the plug can do. Constant for a firmware; even plugs that encrypt everything else answer it in clear. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: {} };
}

/**
 * Reads `{ payloadVersion: 1, ability: { "<namespace>": { … } } }`.
 * @throws {MalformedError} without `ability`, or with more than any plug has
 * Seen: every trace.
 */
export function parse(payload: JsonObject): Abilities {
  return readAbilities(object(payload['ability'], 'ability'));
}

/**
 * Whether the plug may require encrypted LAN bodies. "May": hp110ahk 4.1.12 lists it and accepts plain bodies, mss110
 * 7.3.37 lists it and hangs up on plain bodies.
 */
export function mayEncrypt(abilities: Abilities): boolean {
  return 'Appliance.Encrypt.ECDHE' in abilities;
}
