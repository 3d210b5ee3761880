import { type JsonObject, numberAt, objectAt } from '../json.ts';
import { wholeWattHours } from '../meter.ts';
import type { PlugCore } from '../plug-core.ts';
import { told } from '../question.ts';
import type { Behaviour } from './behaviour.ts';

const everyChannel = 65535;
const usualVoltage = 2300;

/**
 * Control.ElectricityX: a list with an entry for each outlet: mA, mV (not 0.1 V as in Electricity), mW, a power factor
 * of 1 and the Wh of this month. Channel 65535 asks for all. Anything but an object with a channel is refused (an em06
 * 2.3.8 was seen to hang up), and so is every question to a device without outlets.
 *
 * No plug of the recordings lists it; the notes have it from mop320 and em06.
 */
export const electricityX: Behaviour = (core, { method, payload }) => {
  const channel = numberAt(objectAt(payload, 'electricity'), 'channel');
  const outlets = core.relays.outlets.filter(outlet => channel === everyChannel || channel === outlet);
  if (method !== 'GET' || outlets.length === 0) return undefined;
  return told({ electricity: outlets.map(outlet => entryOf(core, outlet)) });
};

function entryOf(core: PlugCore, channel: number): JsonObject {
  const recorded = objectAt(core.model.state.get('Appliance.Control.Electricity') ?? {}, 'electricity');
  const watts = core.watts(channel);
  const deciVolts = numberAt(recorded, 'voltage') ?? usualVoltage;
  return {
    channel,
    current: Math.round((watts * 1000) / (deciVolts / 10)),
    voltage: deciVolts * 100,
    power: Math.round(watts * 1000),
    factor: 1,
    mConsume: monthOf(core),
  };
}

// The meter counts all outlets together.
function monthOf(core: PlugCore): number {
  const month = core.meter.dateAt(core.clock.seconds).slice(0, 7);
  const days = [...core.meter.days()].filter(([date]) => date.startsWith(month));
  return wholeWattHours(days.reduce((sum, [, { wattHours }]) => sum + wattHours, 0));
}
