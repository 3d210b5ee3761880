/**
 * The values that a plug has reported so far, per period: a day or an hour each, with a key that sorts by time. It is plain
 * JSON, because it is saved.
 */
export interface Ledger {
  /** The period in which the plug counts now, as far as its readings show; '' before the first period. */
  readonly live: string;
  /** Period → last reported Wh, the least recently reported first. */
  readonly values: readonly Period[];
  /** Period → the largest value before it fell; absent if none has fallen. */
  readonly peaks?: readonly Period[];
}

export type Period = readonly [key: string, wattHours: number];

/** What is new in a reading. */
export interface LedgerChange {
  readonly ledger: Ledger;
  /** How much known periods have grown, in Wh. */
  readonly growth: number;
  /** The part of `growth` that only restores the value from before a period fell, in Wh. */
  readonly regained: number;
  /** Periods that have begun since, later than any in which the plug has counted: all of their energy is new. */
  readonly begun: readonly Period[];
  /** The last known value of the period in which the plug counted before, in Wh. */
  readonly liveWattHours: number;
  /** The value of the period before that one, in Wh; 0 if none is known. */
  readonly previousWattHours: number;
  /** A known period has a lower value than before: the counter has restarted, or was restored after a power cut. */
  readonly fell: boolean;
}

/** About two months: the 31 days that a plug remembers, and as many that it has overwritten since. */
const MAX_PERIODS = 62;
/** Counters fall rarely, and the value of an old day is never restored. */
const MAX_PEAKS = 8;

/** Each period once, sorted by its key. If a plug reports one twice, the larger value counts, because the other one is older. */
export function sortedPeriods(periods: readonly Period[]): readonly Period[] {
  const values = new Map<string, number>();
  for (const [key, wattHours] of periods) values.set(key, Math.max(wattHours, values.get(key) ?? 0));
  return [...values].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** A new ledger with the first reported values. */
export function openLedger(reported: readonly Period[], peaks: readonly Period[] = []): Ledger {
  return { live: reported.at(-1)?.[0] ?? '', values: reported.slice(-MAX_PERIODS), ...withPeaks(peaks) };
}

/**
 * Compares a reading with the known values. `reported` is {@link sortedPeriods}.
 *
 * An unknown period is new energy only if it is later than the live one, in which the plug counts now. An earlier one is
 * an old slot, or comes from a clock that is not set (1970), and only its growth from now on counts. The live period is
 * the latest one whose value has just changed; while none changes, it stays. It need not be the latest known period: a
 * clock that was wrong leaves a period in the future behind, which must not block the days after the clock is right again.
 */
export function updateLedger({ live, values, peaks: before }: Ledger, reported: readonly Period[]): LedgerChange {
  const known = new Map(values);
  const peaks = new Map(before);
  const moved = reported.flatMap(([key, wattHours]) => {
    const last = known.get(key);
    return last === undefined || last === wattHours ? [] : [{ key, wattHours, last }];
  });
  const counting = moved.at(-1)?.key ?? live;
  const begun = reported.filter(([key]) => !known.has(key) && key > counting);
  const liveWattHours = known.get(live) ?? 0;
  const earlier = sortedPeriods(values.filter(([key]) => key < live));
  const previousWattHours = earlier.at(-1)?.[1] ?? 0;
  let [growth, regained, fell] = [0, 0, false];
  for (const { key, wattHours, last } of moved) {
    const peak = peaks.get(key);
    growth += Math.max(0, wattHours - last);
    if (wattHours < last) {
      fell = true;
      peaks.set(key, Math.max(last, peak ?? 0));
    } else if (peak !== undefined && wattHours >= peak) {
      regained += Math.max(0, peak - last);
      peaks.delete(key);
    }
  }
  for (const [key, wattHours] of reported) {
    known.delete(key); // so that the most recently reported period comes last
    known.set(key, wattHours);
  }
  const ledger = {
    live: begun.at(-1)?.[0] ?? counting,
    values: [...known].slice(-MAX_PERIODS),
    ...withPeaks([...peaks]),
  };
  return { ledger, growth, regained, begun, liveWattHours, previousWattHours, fell };
}

const withPeaks = (peaks: readonly Period[]): Pick<Ledger, 'peaks'> =>
  peaks.length === 0 ? {} : { peaks: peaks.slice(-MAX_PEAKS) };

/** The sum of these periods in Wh. */
export function totalWattHours(periods: readonly Period[]): number {
  return periods.reduce((sum, [, wattHours]) => sum + wattHours, 0);
}
