import { MalformedError } from '../errors.ts';
import { meteringOf, readMeasurements, type Measurement } from '../features/metering.ts';
import type { Message } from '../protocol/envelope.ts';
import { volts, watts } from '../texts/numbers.ts';
import { notChecked, ok, warn, type FindingFacts, type Finding } from './finding.ts';
import { isClockWrong } from './clock-check.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'meter';
const REPLUG =
  'The plug works without its meter. If it measured before, unplug it, wait ten seconds and plug it in again.';
const SET_CLOCK =
  'Set its clock and time zone (above). If it still reads 0 under load, unplug it, wait ten seconds and plug it in again.';

/** Checks that the meter measures. */
export async function checkMeter(plug: VerifiedPlug): Promise<Finding> {
  const { session, info } = plug;
  const metering = meteringOf(info);
  if (metering === undefined) return notChecked(LAYER, 'It has no meter.');
  const reply = await session.query(metering.request);
  if (!isReply(reply)) {
    const { says, why } = queryFailureOf(reply);
    return warn(LAYER, { says: `The query for its meter failed: ${says}.`, todo: REPLUG, facts: { why } });
  }
  const meters = readMetersSafely(reply.value);
  if (meters.length === 0) {
    return warn(LAYER, { says: 'The reading of its meter makes no sense.', todo: REPLUG, facts: { why: 'malformed' } });
  }
  const note =
    metering.scope === 'all outlets together'
      ? ' That is the sum of all outlets. HomeKit cannot show it; `meross-local energy` does.'
      : '';
  return judgeReadings(plug, meters, { scope: metering.scope, note });
}

interface MeterScope {
  readonly scope: NonNullable<ReturnType<typeof meteringOf>>['scope'];
  readonly note: string;
}

async function judgeReadings(
  plug: VerifiedPlug,
  meters: readonly Measurement[],
  { scope, note }: MeterScope,
): Promise<Finding> {
  const isOn = ({ channel }: Measurement): boolean =>
    scope === 'all outlets together'
      ? plug.system.toggles.some(({ on }) => on)
      : plug.system.toggles.some(toggle => toggle.channel === channel && toggle.on);
  const facts = factsOf(meters, meters.some(isOn));
  const dead = meters.filter(({ watts: power }) => power === undefined);
  if (dead.length === meters.length) {
    return warn(LAYER, {
      says: 'Its meter does not measure: it reads 0 V, which is impossible while the plug replies. Plugs do that until their time and time zone are set.',
      todo: (await isClockWrong(plug)) ? SET_CLOCK : REPLUG,
      facts,
    });
  }
  const says = `It measures ${meters.map(each => describeMeter(each, meters.length > 1, isOn(each))).join('; ')}.${note}`;
  const readsZero = ({ watts: power }: Measurement): boolean => power === 0;
  const on = meters.filter(isOn);
  if (on.length === 0 || !on.every(readsZero)) return ok(LAYER, { says, facts });
  const zero = `It is on and measures 0 W at ${volts(on[0]?.volts ?? 0)}. If nothing runs on it, that is right.${note}`;
  if (!(await isClockWrong(plug))) return ok(LAYER, { says: zero, facts });
  return warn(LAYER, {
    says: `${zero} If something runs on it: some plugs do not measure until their time and time zone are set.`,
    todo: SET_CLOCK,
    facts,
  });
}

function describeMeter(
  { channel, watts: power, volts: voltage }: Measurement,
  isOneOfMany: boolean,
  isOn: boolean,
): string {
  const where = isOneOfMany ? ` (channel ${channel})` : '';
  if (power === undefined) return `nothing${where}`;
  const at = voltage === undefined ? '' : ` at ${volts(voltage)}`;
  return `${watts(power)}${at}${where}${isOn ? '' : ', while it is off'}`;
}

function factsOf(meters: readonly Measurement[], on: boolean): FindingFacts {
  const [first] = meters;
  return { on, meters: meters.length, readsZero: first?.watts === 0, volts: first?.volts ?? 0 };
}

function readMetersSafely(message: Message): readonly Measurement[] {
  try {
    return readMeasurements(message);
  } catch (error) {
    if (error instanceof MalformedError) return [];
    throw error;
  }
}
