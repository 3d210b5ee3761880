import { duration } from '../show/numbers.ts';
import { ok, warn, type Finding } from './finding.ts';
import { lowerFirst } from './tools.ts';
import type { Known } from './who.ts';

/** Seconds that a plug's clock may be off. Beyond, its timers are felt to be late, and its days begin late. */
const TOLERATED_SECONDS = 5;
/** 2015: no Meross plug is older, so an earlier time was never set. Seen: 25, 437, 1033, 250848. */
const NEVER_SET_BEFORE = 1_420_070_400;

const SET_IT = 'Set it: `meross-local clock HOST --timezone ZONE`, with a zone such as Europe/London.';
const DAYS = 'its energy per day is counted from its own midnight';

/** Does it know the time, and where it is? */
export function lookAtClock({ system: { time }, all, allAt }: Known): Finding {
  const isSet = time.timestamp >= NEVER_SET_BEFORE;
  const hasZone = time.timezone !== '';
  // It read its clock some time between our question and its answer.
  const offset = Math.round(time.timestamp - (allAt - all.ms / 2000));
  const facts = isSet ? { set: true, timezone: hasZone, offsetSeconds: offset } : { set: false, timezone: hasZone };
  if (!isSet) {
    const says = `It does not know the time: its clock stands in 1970. So ${DAYS}, which is wrong, its meter may read 0, and its own timers do not run.`;
    const todo = `${SET_IT} A plug that may not reach the internet needs that after each power cut.`;
    return warn('clock', { says, todo, facts });
  }
  const isOff = Math.abs(offset) > TOLERATED_SECONDS;
  const which = offset > 0 ? 'fast' : 'slow';
  if (isOff) {
    const zone = hasZone ? '' : ' It has no time zone either, so its days are those of UTC.';
    const says = `Its clock is ${duration(Math.abs(offset))} ${which}, by this machine's clock; ${DAYS}, and so begins at another time than ours.${zone}`;
    const todo = `Is this machine's own time right? Then ${lowerFirst(SET_IT)}`;
    return warn('clock', { says, todo, facts });
  }
  if (!hasZone) {
    const says = `Its clock is right, but it has no time zone: ${DAYS}, which is that of UTC, not of its home.`;
    return warn('clock', { says, todo: SET_IT, facts });
  }
  return ok('clock', { says: 'Its clock is right, and it knows its time zone.', facts });
}

/** Whether something about the clock is wrong; then a meter may read 0. */
export function isClockWrong({ system: { time } }: Known): boolean {
  return time.timestamp < NEVER_SET_BEFORE || time.timezone === '';
}
