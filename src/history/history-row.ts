import { isObject } from '../protocol/decode.ts';
import { isPlausibleTime, type HistoryEntry } from './history-entry.ts';
import type { RingStart } from './ring.ts';

/** An entry that waits until it is known whether the clock was right, see `HeldBack`. */
export interface HeldRow {
  readonly held: HistoryEntry;
}

/** A line of a history's file: an entry, one that is held back, or where the numbers go on. */
export type HistoryRow = HistoryEntry | HeldRow | RingStart;

/**
 * A row as JSON. An entry is an array: seconds since 1970, watts, on (1 or 0), and `hour` or `day` if it was filled in,
 * with null for what is not known and nothing for what is not known at the end; `[1735689600,60.5,1]` is all there is
 * to most of them. A start is `{ "number": 4033, "firstAt": 1735689600 }`; what is held back is `{ "held": [1735689600,60.5,1] }`.
 */
export function serializeRow(row: HistoryRow): unknown {
  if ('number' in row) return row;
  if ('held' in row) return { held: serializeRow(row.held) };
  const { at, watts, on, filled } = row;
  const values = [at, watts ?? null, on === undefined ? null : Number(on), filled ?? null];
  return values.slice(0, values.findLastIndex(value => value !== null) + 1);
}

/** The reverse of {@link serializeRow}; undefined for what is no such row. */
export function parseRow(value: unknown): HistoryRow | undefined {
  if (Array.isArray(value)) return entryOf(value);
  return isObject(value) && 'held' in value ? heldOf(value['held']) : startOf(value);
}

/** Whether only a later version of this plugin writes such a row: an entry with more to it, or a row of another kind. */
export function isRowOfLaterVersion(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > MAX_VALUES && entryOf(value.slice(0, MAX_VALUES)) !== undefined;
  return isObject(value) && !['number', 'firstAt', 'held'].some(name => name in value);
}

/** Of an entry. */
const MAX_VALUES = 4;

function heldOf(value: unknown): HeldRow | undefined {
  const held = Array.isArray(value) ? entryOf(value) : undefined;
  return held && { held };
}

function entryOf(values: readonly unknown[]): HistoryEntry | undefined {
  const [at, watts = null, on = null, filled = null] = values;
  if (!isPlausibleTime(at) || values.length > MAX_VALUES) return undefined;
  if (!(watts === null || typeof watts === 'number')) return undefined;
  if (!(on === null || on === 0 || on === 1)) return undefined;
  if (!(filled === null || filled === 'hour' || filled === 'day')) return undefined;
  return {
    at,
    ...(watts !== null && { watts }),
    ...(on !== null && { on: on === 1 }),
    ...(filled !== null && { filled }),
  };
}

function startOf(value: unknown): RingStart | undefined {
  if (!isObject(value)) return undefined;
  const { number, firstAt } = value;
  return isWhole(number) && isPlausibleTime(firstAt) ? { number, firstAt } : undefined;
}

/** A number that fits Eve's 32 bits. */
const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
