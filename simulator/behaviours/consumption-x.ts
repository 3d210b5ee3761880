import { isObject, type JsonObject, listAt, numberAt, textAt } from '../json.ts';
import { type DayOfEnergy, wholeWattHours } from '../meter.ts';
import type { PlugCore } from '../plug-core.ts';
import { getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';

/**
 * Control.ConsumptionX: Wh of each day, whole. The recorded days, and those that this simulated plug has counted
 * itself; a day that is in both adds up.
 *
 * From generation 2 on there is one slot for each day of the month, so that a day replaces the same day of an earlier
 * month and the list is not in order of time; on 1.x days are appended. A day appears with its first Wh, or at once
 * after a power cut. Seen: mss310 2.1.17, mss305 8.3.15.
 */
export const consumptionX: Behaviour = (core, { method, namespace }) => {
  if (method !== 'GET') return undefined;
  const recorded = core.model.state.get(namespace) ?? {};
  const slots = listAt(recorded, 'consumptionx').filter(isObject);
  for (const [date, day] of core.meter.days()) {
    if (wholeWattHours(day.wattHours) >= 1 || core.wasCut) store(core, slots, entryOf(date, day, slots));
  }
  return getAck({ ...recorded, consumptionx: slots });
};

function entryOf(date: string, { wattHours, time }: DayOfEnergy, slots: readonly JsonObject[]): JsonObject {
  const before = slots.find(slot => slot['date'] === date);
  const already = before === undefined ? 0 : (numberAt(before, 'value') ?? 0);
  return { date, time, value: already + wholeWattHours(wattHours) };
}

function store(core: PlugCore, slots: JsonObject[], entry: JsonObject): void {
  const isSameSlot = (slot: JsonObject): boolean =>
    core.model.generation === 1 ? slot['date'] === entry['date'] : dayOfMonth(slot) === dayOfMonth(entry);
  const same = slots.findIndex(isSameSlot);
  if (same >= 0) {
    slots[same] = entry;
    return;
  }
  const later = core.model.generation === 1 ? -1 : slots.findIndex(slot => dayOfMonth(slot) > dayOfMonth(entry));
  slots.splice(later >= 0 ? later : slots.length, 0, entry);
}

function dayOfMonth(slot: JsonObject): number {
  return Number((textAt(slot, 'date') ?? '').slice(-2));
}
