import type { JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';
import { toggles, type Toggle } from './togglex.ts';

export const NAMESPACE = 'Appliance.Control.Toggle';

/** Switches the one relay of a first-generation plug. Acknowledged with `SETACK {}`. Seen: mss310 1.1.13. */
export function set(on: boolean): Request {
  return { namespace: NAMESPACE, method: 'SET', payload: { channel: 0, toggle: { onoff: on ? 1 : 0 } } };
}

/**
 * Reads the payload of a reply or a PUSH: `{ toggle: { onoff, lmTime } }`, without a channel, as there is only one.
 * @throws {MalformedError} without a numeric `onoff`
 * Seen: mss210 1.1.12, mss310 1.1.13.
 */
export function parse(payload: JsonObject): readonly Toggle[] {
  return toggles(payload['toggle'], 'toggle');
}
