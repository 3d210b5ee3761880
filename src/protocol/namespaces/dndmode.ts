import { MalformedError } from '../../errors.ts';
import { number, object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.DNDMode';

/** Asks whether the plug's status light is on. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { DNDMode: {} } };
}

/** Lets the status light shine, or keeps it dark. The wire says it the other way round: "do not disturb" is 1. */
export function set(isLit: boolean): Request {
  return { namespace: NAMESPACE, method: 'SET', payload: { DNDMode: { mode: isLit ? 0 : 1 } } };
}

/**
 * Reads `{ DNDMode: { mode } }`, 0 for a light that shines and 1 for one that is dark.
 * @returns whether the light shines
 * @throws {MalformedError} another mode, or none
 * Seen: mss310 1.1.13, 2.1.17, mss305 8.3.15.
 */
export function parse(payload: JsonObject): boolean {
  const mode = number(object(payload['DNDMode'], 'DNDMode')['mode'], 'DNDMode.mode');
  if (mode !== 0 && mode !== 1) throw new MalformedError(`DNDMode.mode is ${mode}, expected 0 or 1`);
  return mode === 0;
}
