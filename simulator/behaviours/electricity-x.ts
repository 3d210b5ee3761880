import { channelAt, isObject, type JsonObject, listAt, numberAt, objectAt } from '../json.ts';
import { wholeWattHours } from '../meter.ts';
import type { PlugCore } from '../plug-core.ts';
import { getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { replayExactly } from './recorded.ts';

const namespace = 'Appliance.Control.ElectricityX';
const everyChannel = 65535;
const usualVoltage = 2300;

/**
 * Control.ElectricityX: as recorded until the power changes; then a list with an entry for each outlet: mA, mV (not 0.1
 * V as in Electricity), mW, a power factor of 1 and the Wh of this month. Channel 65535 requests all. Anything but an
 * object with a channel is refused (an em06 2.3.8 was seen to hang up), and so is every request to a device without
 * outlets.
 *
 * No plug of the recordings lists it; the notes have it from mop320 and em06.
 */
export const electricityX: Behaviour = (core, request) => {
  if (request.method !== 'GET') return undefined;
  const recorded = core.flowIsAsRecorded ? replayExactly(core, request) : undefined;
  if (recorded !== undefined) return recorded;
  const channel = numberAt(objectAt(request.payload, 'electricity'), 'channel');
  const { outlets } = core.relays;
  if (channel === undefined || outlets.length === 0) return undefined;
  const channels = [...new Set([...entriesOf(core).map(entry => channelAt(entry) ?? 0), ...outlets])];
  const requested = channels.filter(each => channel === everyChannel || channel === each);
  return requested.length === 0 ? undefined : getAck({ electricity: requested.map(each => entryOf(core, each)) });
};

function entriesOf(core: PlugCore): readonly JsonObject[] {
  return listAt(core.model.state.get(namespace) ?? {}, 'electricity').filter(isObject);
}

// A channel that is not an outlet, such as channel 0 of a strip, stays as recorded.
function entryOf(core: PlugCore, channel: number): JsonObject {
  const before = entriesOf(core).find(entry => channelAt(entry) === channel) ?? {};
  if (core.flowIsAsRecorded && 'channel' in before) return before;
  if (!core.relays.outlets.includes(channel)) return before;
  const watts = core.watts(channel);
  const measured = numberAt(before, 'voltage') ?? 0;
  const milliVolts = measured > 0 ? measured : deciVoltsOf(core) * 100;
  return {
    ...before,
    channel,
    current: Math.round((watts * 1000) / (milliVolts / 1000)),
    voltage: milliVolts,
    power: Math.round(watts * 1000),
    factor: 1,
    mConsume: (numberAt(before, 'mConsume') ?? 0) + monthOf(core),
  };
}

function deciVoltsOf(core: PlugCore): number {
  const recorded = objectAt(core.model.state.get('Appliance.Control.Electricity') ?? {}, 'electricity');
  const measured = numberAt(recorded, 'voltage') ?? 0;
  return measured > 0 ? measured : usualVoltage;
}

// The meter counts all outlets together.
function monthOf(core: PlugCore): number {
  const month = core.meter.dateAt(core.clock.seconds).slice(0, 7);
  const days = [...core.meter.days()].filter(([date]) => date.startsWith(month));
  return wholeWattHours(days.reduce((sum, [, { wattHours }]) => sum + wattHours, 0));
}
