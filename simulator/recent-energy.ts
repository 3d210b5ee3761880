import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import { hourEndAfter } from './meter.ts';
import type { PlugModel } from './plug-model.ts';
import type { RecordedQuery } from './recorded-queries.ts';
import { recordedAll, recordedSeconds } from './recorded-state.ts';
import { offsetAt } from './time-rule.ts';

const daily = 'Appliance.Control.ConsumptionX';
const hourly = 'Appliance.Control.ConsumptionH';
const secondsPerHour = 3600;

/**
 * A model whose recorded energy ends now instead of on the day of the recording: the last recorded day becomes today by
 * the plug's time zone, and the last recorded hour becomes the last full hour. Values and gaps stay as recorded.
 *
 * Returns the model itself where its plug did not know the time. A trace that is to be replayed exactly must not pass
 * through here.
 *
 * @param nowMs the true time in milliseconds since 1970
 */
export function withRecentEnergy(model: PlugModel, nowMs: number): PlugModel {
  if (recordedSeconds(model) !== undefined) return model;
  const now = Math.floor(nowMs / 1000);
  const time = objectAt(objectAt(recordedAll(model), 'system'), 'time');
  const today = dateOf(now + offsetAt(time, now));
  const movers: ReadonlyMap<string, (payload: JsonObject) => JsonObject> = new Map([
    [daily, payload => withRecentDays(payload, { today, now, hasSlots: model.generation > 1 })],
    [hourly, payload => withRecentHours(payload, now)],
  ]);
  const state = new Map(model.state);
  const queries = new Map(model.queries);
  for (const [namespace, move] of movers) {
    const payload = state.get(namespace);
    if (payload !== undefined) state.set(namespace, move(payload));
    const recorded = queries.get(namespace);
    if (recorded !== undefined)
      queries.set(
        namespace,
        recorded.map(query => withMovedReply(query, move)),
      );
  }
  return { ...model, state, queries };
}

function withMovedReply(query: RecordedQuery, move: (payload: JsonObject) => JsonObject): RecordedQuery {
  const { outcome } = query;
  return outcome.kind === 'answered' ? { ...query, outcome: { ...outcome, payload: move(outcome.payload) } } : query;
}

interface DayOptions {
  readonly today: string;
  readonly now: number;
  /** One slot for each day of the month, in that order: from generation 2 on. */
  readonly hasSlots: boolean;
}

function withRecentDays(payload: JsonObject, { today, now, hasSlots }: DayOptions): JsonObject {
  const days = listAt(payload, 'consumptionx').filter(isObject);
  const last = days.map(dateIn).sort().at(-1);
  if (last === undefined) return payload;
  const shift = secondsOf(today) - secondsOf(last);
  const moved = days.map(day => ({
    ...day,
    date: dateOf(secondsOf(dateIn(day)) + shift),
    // The last update of today may not lie in the future.
    time: Math.min((numberAt(day, 'time') ?? 0) + shift, now),
  }));
  return { ...payload, consumptionx: hasSlots ? inSlots(moved) : moved };
}

/** Months differ in length, so two days may now share a slot: the later one holds it. */
function inSlots(days: readonly { readonly date: string }[]): readonly JsonObject[] {
  const slots = new Map<string, { readonly date: string }>();
  for (const day of days) {
    const slot = day.date.slice(-2);
    const before = slots.get(slot);
    if (before === undefined || before.date < day.date) slots.set(slot, day);
  }
  return [...slots].sort(([one], [other]) => Number(one) - Number(other)).map(([, day]) => ({ ...day }));
}

function withRecentHours(payload: JsonObject, now: number): JsonObject {
  const entries = listAt(payload, 'consumptionH').filter(isObject);
  const times = entries.flatMap(pointsOf).map(point => numberAt(point, 'timestamp') ?? 0);
  if (times.length === 0) return payload;
  const lastFullHour = hourEndAfter(now) - secondsPerHour;
  const shift = lastFullHour - hourEndAfter(Math.max(...times) - 1);
  return {
    ...payload,
    consumptionH: entries.map(entry => ({
      ...entry,
      data: pointsOf(entry).map(point => ({ ...point, timestamp: (numberAt(point, 'timestamp') ?? 0) + shift })),
    })),
  };
}

const pointsOf = (entry: JsonObject): readonly JsonObject[] => listAt(entry, 'data').filter(isObject);

const dateIn = (day: JsonObject): string => textAt(day, 'date') ?? '';

const secondsOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
