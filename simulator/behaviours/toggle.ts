import { isObject } from '../json.ts';
import { acknowledged, told } from '../question.ts';
import type { Behaviour } from './behaviour.ts';
import { isWellSet } from './payload-key.ts';
import { replay } from './recorded.ts';

/**
 * Control.Toggle of firmware 1.x: one relay, and no channel in the answer. A SET may have a `channel` at the top or
 * inside. `onoff` other than 1 and 0: see ToggleX.
 *
 * Seen: mss210 1.1.12, mss310 1.1.13.
 */
export const toggle: Behaviour = (core, question) => {
  if (question.method === 'GET') {
    const recorded = core.relays.isAsRecorded ? replay(core, question) : undefined;
    if (recorded !== undefined) return recorded;
    const { onoff, lmTime } = core.relays.row(0);
    return told({ toggle: { onoff, lmTime } });
  }
  if (question.method !== 'SET' || !isWellSet(question, 'toggle')) return undefined;
  const wish = question.payload['toggle'];
  if (!isObject(wish) || (wish['onoff'] !== 0 && wish['onoff'] !== 1)) return undefined;
  core.relays.turn(0, wish['onoff'] === 1);
  return acknowledged;
};
