import { isClockSet, plugTimeIn, zoneState } from '../features/plug-time.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { ok, warn, type Finding } from './finding.ts';
import { isReply } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'clock';
/** How many seconds the clock may be off. Beyond that, people notice late timers, and the days of the plug begin late. */
const TOLERATED_SECONDS = 5;

/** Checks that the plug has the right time, a time zone, and current rules for that zone. */
export async function checkClock(plug: VerifiedPlug, { clock: texts }: DoctorTexts): Promise<Finding> {
  const { all, allAt } = plug;
  const time = await clockOf(plug);
  const isSet = isClockSet(time);
  const hasZone = time.timezone !== '';
  // The plug read its clock between our query and its reply; the middle of the two is the best estimate.
  const offset = Math.round(time.timestamp - (allAt - all.ms / 2000));
  const facts = isSet ? { set: true, timezone: hasZone, offsetSeconds: offset } : { set: false, timezone: hasZone };
  if (!isSet) return warn(LAYER, { says: texts.notSet, todo: texts.notSetTodo, facts });
  if (Math.abs(offset) > TOLERATED_SECONDS) {
    return warn(LAYER, { says: texts.off({ seconds: offset, hasZone }), todo: texts.offTodo, facts });
  }
  if (!hasZone) return warn(LAYER, { says: texts.noZone, todo: texts.noZoneTodo, facts });
  const zone = zoneState(time, allAt);
  if (zone.kind === 'old rules') {
    const { aheadSeconds } = zone;
    return warn(LAYER, {
      says: texts.oldRules({ seconds: aheadSeconds }),
      todo: texts.oldRulesTodo,
      facts: { ...facts, rulesOffBySeconds: aheadSeconds },
    });
  }
  return ok(LAYER, { says: texts.right, facts });
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
