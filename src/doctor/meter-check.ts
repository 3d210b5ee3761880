import { MalformedError } from '../errors.ts';
import { meteringOf, readMeasurements, type Measurement } from '../features/metering.ts';
import type { Message } from '../protocol/envelope.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { notChecked, ok, warn, type FindingFacts, type Finding } from './finding.ts';
import { isClockWrong } from './clock-check.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

const LAYER = 'meter';

/** Checks that the meter measures. */
export async function checkMeter(plug: VerifiedPlug, texts: DoctorTexts): Promise<Finding> {
  const { session, info } = plug;
  const metering = meteringOf(info);
  if (metering === undefined) return notChecked(LAYER, texts.meter.none);
  const reply = await session.query(metering.request);
  if (!isReply(reply)) {
    const { says, why } = queryFailureOf(reply, texts);
    return warn(LAYER, { says: texts.meter.failed({ failure: says }), todo: texts.meter.replug, facts: { why } });
  }
  const meters = readMetersSafely(reply.value);
  if (meters.length === 0) {
    return warn(LAYER, { says: texts.meter.malformed, todo: texts.meter.replug, facts: { why: 'malformed' } });
  }
  return judgeReadings(plug, meters, metering.scope, texts.meter);
}

type MeterScope = NonNullable<ReturnType<typeof meteringOf>>['scope'];

async function judgeReadings(
  plug: VerifiedPlug,
  meters: readonly Measurement[],
  scope: MeterScope,
  texts: DoctorTexts['meter'],
): Promise<Finding> {
  const isOn = ({ channel }: Measurement): boolean =>
    scope === 'all outlets together'
      ? plug.system.toggles.some(({ on }) => on)
      : plug.system.toggles.some(toggle => toggle.channel === channel && toggle.on);
  const facts = factsOf(meters, meters.some(isOn));
  const dead = meters.filter(({ watts: power }) => power === undefined);
  if (dead.length === meters.length) {
    return warn(LAYER, {
      says: texts.dead,
      todo: (await isClockWrong(plug)) ? texts.setClock : texts.replug,
      facts,
    });
  }
  const note = scope === 'all outlets together' ? ` ${texts.isSum}` : '';
  const described = meters.map(each =>
    texts.meter({
      power: each.watts,
      voltage: each.volts,
      channel: meters.length > 1 ? each.channel : undefined,
      isOn: isOn(each),
    }),
  );
  const says = `${texts.measures({ meters: described })}${note}`;
  const readsZero = ({ watts: power }: Measurement): boolean => power === 0;
  const on = meters.filter(isOn);
  if (on.length === 0 || !on.every(readsZero)) return ok(LAYER, { says, facts });
  const zero = `${texts.readsZero({ voltage: on[0]?.volts ?? 0 })}${note}`;
  if (!(await isClockWrong(plug))) return ok(LAYER, { says: zero, facts });
  return warn(LAYER, {
    says: `${zero} ${texts.zeroByClock}`,
    todo: texts.setClock,
    facts,
  });
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
