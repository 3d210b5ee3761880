import { isObject } from '../protocol/decode.ts';
import { openLedger, type Ledger, type Period } from './ledger.ts';
import type { MonthCounter } from './month-counter.ts';

/** The last state of a counter, with which the next reading is compared. */
export type Counter = ({ readonly kind: 'days' | 'hours' } & Ledger) | ({ readonly kind: 'month' } & MonthCounter);

/**
 * The state of a total that is kept over a restart: plain JSON of less than 4 kB. Read it with {@link readSaved}, which
 * recognizes earlier versions by their shape.
 */
export interface SavedEnergy {
  /** Wh by the counter. Right after a reset it is slightly negative, by the energy that the counter had not included yet. */
  readonly wattHours: number;
  /** The largest total shown so far, in Wh; the total never falls below it. */
  readonly shown: number;
  /** Absent after damage: the next reading is then the base to count from. */
  readonly counter?: Counter;
}

/**
 * Reads a saved total, possibly from an earlier version or a damaged file. Malformed parts are left out if there is a total.
 * Without a counter nothing counts twice, because the next reading becomes the base.
 * @returns undefined if there is no total
 */
export function readSaved(value: unknown): SavedEnergy | undefined {
  if (!isObject(value)) return undefined;
  const shown = finite(value['shown']);
  const wattHours = finite(value['wattHours']) ?? shown;
  if (wattHours === undefined) return undefined;
  const counter = readCounter(value['counter']);
  return { wattHours, shown: Math.max(0, shown ?? 0, wattHours), ...(counter && { counter }) };
}

/** When that was saved, in seconds since 1970 by the host's clock; undefined if an earlier version did not save it. */
export function savedAt(value: unknown): number | undefined {
  return isObject(value) ? finite(value['at']) : undefined;
}

function readCounter(value: unknown): Counter | undefined {
  if (!isObject(value)) return undefined;
  const { kind } = value;
  if (kind === 'month') {
    const { month, wattHours, peak } = value;
    if (typeof month !== 'string' || !isEnergy(wattHours)) return undefined;
    return { kind, month, wattHours, ...(isEnergy(peak) && { peak }) };
  }
  if ((kind !== 'days' && kind !== 'hours') || !Array.isArray(value['values'])) return undefined;
  const peaks = Array.isArray(value['peaks']) ? value['peaks'].filter(isPeriod) : [];
  const { peaks: validPeaks, ...ledger } = openLedger(value['values'].filter(isPeriod), peaks);
  const { live } = value;
  if (ledger.values.length === 0 && live !== '') return undefined;
  return {
    kind,
    live: typeof live === 'string' ? live : ledger.live,
    values: ledger.values,
    ...(validPeaks && { peaks: validPeaks }),
  };
}

function isPeriod(value: unknown): value is Period {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isEnergy(value[1]);
}

function isEnergy(value: unknown): value is number {
  return finite(value) !== undefined && Number(value) >= 0;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
