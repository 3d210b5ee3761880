import { isClockSet, plugTimeIn, zoneState } from '../features/plug-time.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';
import { duration } from '../texts/numbers.ts';
import { ok, warn, type Finding } from './finding.ts';
import { isReply } from './diagnostic-session.ts';
import { lowerFirst } from './doctor-tools.ts';
import type { VerifiedPlug } from './identity-check.ts';

/** How many seconds the clock may be off. Beyond that, people notice late timers, and the days of the plug begin late. */
const TOLERATED_SECONDS = 5;
const SET_CLOCK = 'Set the clock with `meross-local clock HOST --timezone ZONE`; ZONE is e.g. Europe/London.';
/** How the plugin keeps the clock right by itself. */
const AUTO_CLOCK = '"clock": "auto" in its entry of the config keeps it right.';
const DAYS = 'its energy per day begins at the wrong time';

/** Checks that the plug has the right time, a time zone, and current rules for that zone. */
export async function checkClock(plug: VerifiedPlug): Promise<Finding> {
  const { all, allAt } = plug;
  const time = await clockOf(plug);
  const isSet = isClockSet(time);
  const hasZone = time.timezone !== '';
  // The plug read its clock between our query and its reply; the middle of the two is the best estimate.
  const offset = Math.round(time.timestamp - (allAt - all.ms / 2000));
  const facts = isSet ? { set: true, timezone: hasZone, offsetSeconds: offset } : { set: false, timezone: hasZone };
  if (!isSet) {
    const says = `Its clock is not set and shows 1970. So ${DAYS}, its meter may read 0, and its own timers do not run.`;
    const todo = `${SET_CLOCK} A plug without internet access needs that after each power cut; ${AUTO_CLOCK}`;
    return warn('clock', { says, todo, facts });
  }
  const isOff = Math.abs(offset) > TOLERATED_SECONDS;
  const which = offset > 0 ? 'fast' : 'slow';
  if (isOff) {
    const zone = hasZone ? '' : ' It has no time zone either.';
    const says = `Its clock is ${duration(Math.abs(offset))} ${which} compared with this computer, so ${DAYS}.${zone}`;
    const todo = `If this computer has the right time, ${lowerFirst(SET_CLOCK)} ${AUTO_CLOCK}`;
    return warn('clock', { says, todo, facts });
  }
  if (!hasZone) {
    const says = `Its clock is right, but it has no time zone, so its energy per day is counted in days of UTC.`;
    return warn('clock', { says, todo: SET_CLOCK, facts });
  }
  const zone = zoneState(time, allAt);
  if (zone.kind === 'old rules') {
    const by = `${duration(Math.abs(zone.aheadSeconds))} ${zone.aheadSeconds > 0 ? 'ahead' : 'behind'}`;
    const says = `Its clock is right, but its time zone rules are old: its local time is ${by}, so ${DAYS}.`;
    return warn('clock', {
      says,
      todo: `${SET_CLOCK} ${AUTO_CLOCK}`,
      facts: { ...facts, rulesOffBySeconds: zone.aheadSeconds },
    });
  }
  return ok('clock', { says: 'Its clock and its time zone are right.', facts });
}

/** Whether the time or the time zone is not set; a meter may then read 0. */
export async function isClockWrong(plug: VerifiedPlug): Promise<boolean> {
  const time = await clockOf(plug);
  return !isClockSet(time) || time.timezone === '';
}

/** The time in System.All, where most plugs report it; otherwise in System.Time. */
async function clockOf({ system, all, session, info }: VerifiedPlug): Promise<ZoneAndTime> {
  const reported = plugTimeIn(all.value.payload);
  if (reported) return reported;
  const reply = systemTime.NAMESPACE in info.abilities ? await session.query(systemTime.get()) : undefined;
  const read = reply && isReply(reply) ? plugTimeIn({ all: { system: reply.value.payload } }) : undefined;
  return read ?? { ...system.time, timeRule: [] };
}
