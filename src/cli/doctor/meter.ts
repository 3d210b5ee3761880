import { MalformedError } from '../../errors.ts';
import { meteringOf, readMeasurements, type Measurement } from '../../features/metering.ts';
import type { Message } from '../../protocol/envelope.ts';
import { volts, watts } from '../show/numbers.ts';
import { notLookedAt, ok, warn, type Facts, type Finding } from './finding.ts';
import { isClockWrong } from './plug-clock.ts';
import { isAnswer, troubleOf } from './plug-talk.ts';
import type { Known } from './who.ts';

const LAYER = 'meter';
const REPORT = 'The plug works without it. If it did measure before, pull it out and put it back in.';
const SET_CLOCK =
  'Set its clock and time zone (above); if it then still reads 0 under load, pull it out and put it back in.';

/** Does it measure? */
export async function lookAtMeter(known: Known): Promise<Finding> {
  const { talk, info } = known;
  const metering = meteringOf(info);
  if (metering === undefined) return notLookedAt(LAYER, 'It has no meter.');
  const answer = await talk.ask(metering.request);
  if (!isAnswer(answer)) {
    const { says, why } = troubleOf(answer);
    return warn(LAYER, { says: `Asked for its meter, ${says}.`, todo: REPORT, facts: { why } });
  }
  const meters = read(answer.value);
  if (meters.length === 0) {
    return warn(LAYER, { says: 'What its meter says makes no sense.', todo: REPORT, facts: { why: 'malformed' } });
  }
  const note =
    metering.scope === 'all outlets together'
      ? ' That is all outlets together: HomeKit has no place for it, `meross-local energy` shows it.'
      : '';
  return judge(known, meters, { scope: metering.scope, note });
}

interface What {
  readonly scope: NonNullable<ReturnType<typeof meteringOf>>['scope'];
  readonly note: string;
}

async function judge(known: Known, meters: readonly Measurement[], { scope, note }: What): Promise<Finding> {
  const isOn = ({ channel }: Measurement): boolean =>
    scope === 'all outlets together'
      ? known.system.toggles.some(({ on }) => on)
      : known.system.toggles.some(toggle => toggle.channel === channel && toggle.on);
  const facts = factsOf(meters, meters.some(isOn));
  const dead = meters.filter(({ watts: power }) => power === undefined);
  if (dead.length === meters.length) {
    return warn(LAYER, {
      says: 'Its meter measures nothing: it reads 0 V, which cannot be, for the plug answers. Plugs do that as long as time or time zone are not set.',
      todo: (await isClockWrong(known)) ? SET_CLOCK : REPORT,
      facts,
    });
  }
  const says = `It measures ${meters.map(each => wordsFor(each, meters.length > 1, isOn(each))).join('; ')}.${note}`;
  const isRiddle = ({ watts: power }: Measurement): boolean => power === 0;
  const on = meters.filter(isOn);
  if (on.length === 0 || !on.every(isRiddle)) return ok(LAYER, { says, facts });
  const zero = `It is on and measures 0 W at ${volts(on[0]?.volts ?? 0)}. If nothing runs on it, that is right.${note}`;
  if (!(await isClockWrong(known))) return ok(LAYER, { says: zero, facts });
  return warn(LAYER, {
    says: `${zero} If something does: plugs have been seen to measure nothing as long as time or time zone are not set.`,
    todo: SET_CLOCK,
    facts,
  });
}

function wordsFor({ channel, watts: power, volts: voltage }: Measurement, isOneOfMany: boolean, isOn: boolean): string {
  const where = isOneOfMany ? ` (channel ${channel})` : '';
  if (power === undefined) return `nothing${where}`;
  const at = voltage === undefined ? '' : ` at ${volts(voltage)}`;
  return `${watts(power)}${at}${where}${isOn ? '' : ', while it is off'}`;
}

function factsOf(meters: readonly Measurement[], on: boolean): Facts {
  const [first] = meters;
  return { on, meters: meters.length, readsZero: first?.watts === 0, volts: first?.volts ?? 0 };
}

function read(message: Message): readonly Measurement[] {
  try {
    return readMeasurements(message);
  } catch (error) {
    if (error instanceof MalformedError) return [];
    throw error;
  }
}
