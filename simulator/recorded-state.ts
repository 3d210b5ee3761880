import { type Account } from './account.ts';
import { isObject, type JsonObject, listAt, numberAt, objectAt } from './json.ts';
import type { PlugModel, RecordedRule } from './plug-model.ts';
import type { ToggleRow } from './relays.ts';

/** System.All of this model, as recorded. */
export function recordedAll(model: PlugModel): JsonObject {
  return objectAt(model.state.get('Appliance.System.All') ?? {}, 'all');
}

/** The relays of all channels as they were recorded; off where they were not. */
export function recordedRows(model: PlugModel): readonly ToggleRow[] {
  const all = recordedAll(model);
  const rows = listAt(objectAt(all, 'digest'), 'togglex').filter(isObject);
  const first = objectAt(objectAt(all, 'control'), 'toggle');
  return model.channels.map(channel => {
    const row = rows.find(candidate => candidate['channel'] === channel) ?? first;
    return { channel, onoff: numberAt(row, 'onoff') === 1 ? 1 : 0, lmTime: numberAt(row, 'lmTime') ?? 0 };
  });
}

/**
 * The first generation lists its rules in System.All, without a count of changes; later ones report them one by one.
 */
export function recordedRules(model: PlugModel, key: 'timer' | 'trigger'): readonly RecordedRule[] {
  const first = listAt(objectAt(recordedAll(model), 'control'), key).filter(isObject);
  // If the recording was assembled from single replies, only rules that its digest lists too.
  const listed = objectAt(recordedAll(model), 'digest')[`${key}x`];
  const ids = Array.isArray(listed) ? listed.filter(isObject).map(({ id }) => id) : undefined;
  const later = model.rules[key].filter(({ rule }) => ids === undefined || ids.includes(rule['id']));
  return [...first.map(rule => ({ rule, count: 1 })), ...later];
}

/** The account of the recorded plug; its broker was made up in the trace, so it has none. */
export function recordedAccount(model: PlugModel): Account {
  const firmware = objectAt(objectAt(recordedAll(model), 'system'), 'firmware');
  return { key: model.key, userId: String(numberAt(firmware, 'userId') ?? 0), gateway: undefined };
}

/**
 * Mode of the status light; 0, which is on, where no reply was recorded, and undefined where one without a mode was.
 */
export function recordedDndMode(model: PlugModel): number | undefined {
  const recorded = model.state.get('Appliance.System.DNDMode');
  return recorded ? numberAt(objectAt(recorded, 'DNDMode'), 'mode') : 0;
}

// 2015: no plug is older, so a clock that is earlier has not been set.
const neverSetBefore = 1_420_070_400;

/** The clock of a plug that did not know the time when it was recorded, in seconds; undefined for one that did. */
export function recordedSeconds(model: PlugModel): number | undefined {
  const seconds = numberAt(objectAt(objectAt(recordedAll(model), 'system'), 'time'), 'timestamp');
  // 0 means that the time was not recorded.
  if (seconds === undefined || seconds <= 0 || seconds >= neverSetBefore) return undefined;
  return seconds;
}

/** What the meter showed, by channel: rows of Electricity or ElectricityX, with `power` in mW. */
export function recordedFlow(model: PlugModel): readonly JsonObject[] {
  return ['Appliance.Control.ElectricityX', 'Appliance.Control.Electricity'].flatMap(namespace => {
    const recorded = model.state.get(namespace)?.['electricity'];
    return (Array.isArray(recorded) ? recorded : [recorded]).filter(isObject);
  });
}

/**
 * The load on each outlet that was on, in watts, by what the meter showed: [channel, watts]. A strip that measures
 * channel 0 alone measures the total, which is assigned to the first outlet that was on. Nothing for an outlet that was
 * off or was not measured: its load is not known.
 */
export function recordedLoads(model: PlugModel): readonly (readonly [number, number])[] {
  const rows = recordedRows(model);
  const hasMaster = rows.length >= 3 && rows.some(({ channel }) => channel === 0);
  const outlets = rows.filter(({ channel }) => !(hasMaster && channel === 0));
  const on = outlets.filter(({ onoff }) => onoff === 1).map(({ channel }) => channel);
  const flow = new Map(recordedFlow(model).map(row => [numberAt(row, 'channel') ?? 0, numberAt(row, 'power') ?? 0]));
  const ofOutlets = on.flatMap(channel => wattsIn(flow, channel).map(watts => [channel, watts] as const));
  if (ofOutlets.length > 0 || !hasMaster) return ofOutlets;
  const [total] = wattsIn(flow, 0);
  return total === undefined ? [] : on.map((channel, at) => [channel, at === 0 ? total : 0] as const);
}

// A load cannot feed power back; recorded negative power is replayed, and ends when something is switched.
function wattsIn(flow: ReadonlyMap<number, number>, channel: number): readonly number[] {
  const milliwatts = flow.get(channel);
  return milliwatts === undefined ? [] : [Math.max(0, milliwatts / 1000)];
}
