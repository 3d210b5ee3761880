import { MalformedError } from '../../errors.ts';
import { number, object, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.DNDMode';

/** Asks whether the plug's status light is on. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { DNDMode: {} } };
}

/** Turns the status light on or off. The wire has it inverted: "do not disturb" is 1. */
export function set(isLit: boolean): Request {
  return { namespace: NAMESPACE, method: 'SET', payload: { DNDMode: { mode: isLit ? 0 : 1 } } };
}

/**
 * Reads `{ DNDMode: { mode } }`: 0 if the light is on, 1 if it is off.
 * @returns whether the light is on
 * @throws {MalformedError} another mode, or none
 * Seen: mss310 1.1.13, 2.1.17, mss305 8.3.15.
 */
export function parse(payload: JsonObject): boolean {
  const mode = number(object(payload['DNDMode'], 'DNDMode')['mode'], 'DNDMode.mode');
  if (mode !== 0 && mode !== 1) throw new MalformedError(`DNDMode.mode is ${mode}, expected 0 or 1`);
  return mode === 0;
}
