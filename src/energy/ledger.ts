/**
 * What a plug has told so far, period by period: a day or an hour each, named by a key that sorts by time. Plain JSON,
 * for it is saved.
 */
export interface Ledger {
  /** The period in which the plug counts, as far as its readings show; '' when it has told of none. */
  readonly live: string;
  /** Period → watt hours as last told, those told longest ago first. */
  readonly values: readonly Period[];
  /** Period → the largest value before it fell; absent where none has fallen. */
  readonly peaks?: readonly Period[];
}

export type Period = readonly [key: string, wattHours: number];

/** What a reading says that the ledger did not know. */
export interface LedgerChange {
  readonly ledger: Ledger;
  /** Wh by which known periods have grown. */
  readonly growth: number;
  /** Wh of that growth which only lead back to what a period had before it fell. */
  readonly regained: number;
  /** Periods that have begun since, later than all in which the plug counts or did: all of their energy is new. */
  readonly begun: readonly Period[];
  /** Wh of the period in which the plug counted before. */
  readonly liveWattHours: number;
  /** Wh of the period before that one; 0 where none is known. */
  readonly previousWattHours: number;
  /** A known period has less than before: the counter has restarted, or was restored after a power cut. */
  readonly fell: boolean;
}

/** Two months and a bit: the 31 days that a plug remembers, and as many that it has overwritten since. */
const MAX_PERIODS = 62;
/** A counter falls once in a while, and that of an old day does not come back. */
const MAX_PEAKS = 8;

/** Each period once, by its key. Where a plug tells one twice, the larger value counts: the other one is older. */
export function sortedPeriods(periods: readonly Period[]): readonly Period[] {
  const values = new Map<string, number>();
  for (const [key, wattHours] of periods) values.set(key, Math.max(wattHours, values.get(key) ?? 0));
  return [...values].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** A new ledger, of what the plug tells at first. */
export function openLedger(reported: readonly Period[], peaks: readonly Period[] = []): Ledger {
  return { live: reported.at(-1)?.[0] ?? '', values: reported.slice(-MAX_PERIODS), ...withPeaks(peaks) };
}

/**
 * Compares a reading with what was known. `reported` is {@link sortedPeriods}.
 *
 * A period that nobody knew is new energy only if it is later than the one in which the plug counts: an earlier one is
 * an old slot, or a clock that is not set (1970), and only what it grows by from now on counts. "The one in which the
 * plug counts" is not the latest known: a clock that has been wrong leaves a period in the future behind, and must not
 * stop the days after it is right again. It is the latest that has just moved; while nothing moves, it stays.
 */
export function updateLedger({ live, values, peaks: before }: Ledger, reported: readonly Period[]): LedgerChange {
  const known = new Map(values);
  const peaks = new Map(before);
  const moved = reported.filter(([key, wattHours]) => known.has(key) && known.get(key) !== wattHours);
  const counting = moved.at(-1)?.[0] ?? live;
  const begun = reported.filter(([key]) => !known.has(key) && key > counting);
  const liveWattHours = known.get(live) ?? 0;
  const previous = [...known.keys()]
    .filter(key => key < live)
    .sort()
    .at(-1);
  const previousWattHours = previous === undefined ? 0 : (known.get(previous) ?? 0);
  let [growth, regained, fell] = [0, 0, false];
  for (const [key, wattHours] of moved) {
    const last = known.get(key) ?? 0;
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
    known.delete(key); // so that what was told last comes last
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

/** Wh of all these periods. */
export function totalWattHours(periods: readonly Period[]): number {
  return periods.reduce((sum, [, wattHours]) => sum + wattHours, 0);
}
