import { isObject } from '../json.ts';
import { setAck, getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';
import { replay } from './recorded.ts';

/**
 * Control.Toggle of firmware 1.x: one relay, and no channel in the reply. A SET may have a `channel` at the top or
 * inside. `onoff` other than 1 and 0: see ToggleX.
 *
 * Seen: mss210 1.1.12, mss310 1.1.13.
 */
export const toggle: Behaviour = (core, request) => {
  if (request.method === 'GET') {
    const recorded = core.relays.isAsRecorded ? replay(core, request) : undefined;
    if (recorded !== undefined) return recorded;
    const { onoff, lmTime } = core.relays.row(0);
    return getAck({ toggle: { onoff, lmTime } });
  }
  if (request.method !== 'SET' || !hasOnlyKey(request, 'toggle')) return undefined;
  const wanted = request.payload['toggle'];
  if (!isObject(wanted) || (wanted['onoff'] !== 0 && wanted['onoff'] !== 1)) return undefined;
  core.relays.turn(0, wanted['onoff'] === 1);
  return setAck;
};
