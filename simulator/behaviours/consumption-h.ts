import { isObject, type JsonObject, listAt, numberAt } from '../json.ts';
import { type HourOfEnergy, wholeWattHours } from '../meter.ts';
import type { PlugCore } from '../plug-core.ts';
import { getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { channelOf, namesChannel, replayExactly } from './recorded.ts';

const namespace = 'Appliance.Control.ConsumptionH';
const maxPoints = 24;

/**
 * Control.ConsumptionH: Wh of each hour, whole, in a ring of 24 points: the recorded ones, the oldest of which are
 * replaced by those that this simulated plug has counted itself. A finished hour is stamped with its end, the running
 * one with its last update (seen: em06 2.3.8); a fresh plug's first hour appears with its first Wh (our guess). `total`
 * stays as recorded, which on an mss305 is 0.
 *
 * A device without outlets is replayed. The energy of a strip counts for its first outlet.
 */
export const consumptionH: Behaviour = (core, request) => {
  const { method, payload } = request;
  if (method !== 'GET') return undefined;
  const hours = hoursOf(core);
  const replayed = hours.length === 0 ? replayExactly(core, request) : undefined;
  if (replayed !== undefined) return replayed;
  const recorded = core.model.state.get(namespace) ?? {};
  const entries = listAt(recorded, 'consumptionH').filter(isObject);
  const [first] = core.relays.outlets;
  const live = first === undefined ? entries : withHours(entries, first, hours);
  return getAck({
    ...recorded,
    consumptionH: live.filter(entry => namesChannel(payload['consumptionH'], channelOf(entry))),
  });
};

function hoursOf(core: PlugCore): readonly HourOfEnergy[] {
  const hours = core.meter.hours();
  return hours.length === 1 && hours.every(({ wattHours }) => wholeWattHours(wattHours) < 1) ? [] : hours;
}

function withHours(
  entries: readonly JsonObject[],
  channel: number,
  hours: readonly HourOfEnergy[],
): readonly JsonObject[] {
  const before = entries.find(entry => channelOf(entry) === channel) ?? { channel, total: 0, data: [] };
  const ring = listAt(before, 'data').filter(isObject);
  const start = newestOf(ring) + 1;
  const data = [...ring];
  for (const [index, { time, wattHours }] of hours.entries()) {
    data[(start + index) % maxPoints] = { timestamp: time, value: wholeWattHours(wattHours) };
  }
  const after = { ...before, data };
  return entries.includes(before) ? entries.map(entry => (entry === before ? after : entry)) : [...entries, after];
}

// Index of the newest point; -1 in an empty ring.
function newestOf(ring: readonly JsonObject[]): number {
  const times = ring.map(point => numberAt(point, 'timestamp') ?? 0);
  return times.indexOf(Math.max(...times));
}
