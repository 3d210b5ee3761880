import { outletChannels } from '../../device/plug-info.ts';
import { monthTotals } from '../../energy/month-totals.ts';
import { UnsupportedError } from '../../errors.ts';
import { energy } from '../../texts/en/numbers.ts';
import type { Call } from '../call.ts';
import type { EnergyCounters } from '../plug/energy-counters.ts';
import type { OpenPlug } from '../plug/open-plug.ts';
import { meterName } from '../plug/plug-meters.ts';
import { bar } from '../show/bars.ts';
import { table, type Cell } from '../show/table.ts';
import type { KnownDays } from './known-days.ts';

/** The energy of one month: of the plug, or of one of its outlets. */
export interface MonthRow {
  /** `YYYY-MM` */
  readonly month: string;
  /** Only if each outlet counts for itself. */
  readonly channel?: number;
  readonly wattHours: number;
  /** Undefined if the plug counts months, not days. */
  readonly countedDays?: number;
  /** Dates without a count, or with the count of a part. */
  readonly incompleteDays: readonly string[];
  /** The month is not over. */
  readonly isRunning: boolean;
}

/**
 * The months of a plug, oldest first: sums of its days, or what it has counted this month if it counts months only.
 * @throws {UnsupportedError} it counts neither
 */
export function monthsOf(
  { info }: Pick<OpenPlug, 'info'>,
  { now, days }: Pick<EnergyCounters, 'now' | 'days'>,
  known: Pick<KnownDays, 'days' | 'today'>,
): readonly MonthRow[] {
  const fromDays = monthTotals(known.days, known.today);
  const month = known.today.slice(0, 7);
  const fromMeter = (days === undefined ? now : []).flatMap(({ channel, monthWattHours: wattHours }) =>
    wattHours === undefined ? [] : [{ month, channel, wattHours, incompleteDays: [], isRunning: true }],
  );
  if (days === undefined && fromDays.length + fromMeter.length === 0)
    throw new UnsupportedError('it counts neither days nor months');
  const [only] = fromMeter;
  if (only === undefined || outletChannels(info).length !== 1) return [...fromDays, ...fromMeter];
  // The meter has counted all of this month, the history only what it has recorded.
  const { channel: _, ...thisMonth } = only;
  return [...fromDays.filter(total => total.month !== month), thisMonth];
}

/** The months as rows with a bar each, what is missing in them, and since when days are known. */
export function monthsText(call: Call, plug: OpenPlug, rows: readonly MonthRow[], known: KnownDays): string {
  const title = `${call.paint('bold', plug.target.label)}\n\n${call.paint('bold', 'Per month')}`;
  if (rows.length === 0) return `${title}\nnothing counted yet`;
  const columns = call.tableColumns;
  const names = rows.map(row =>
    row.channel === undefined ? row.month : `${row.month}  ${meterName(plug, row.channel)}`,
  );
  const most = Math.max(...rows.map(({ wattHours }) => wattHours));
  const barColumns = Math.min(60, columns - Math.max(...names.map(name => name.length)) - 2 - 10 - 2);
  const lines = rows.flatMap(({ wattHours, incompleteDays }, index): readonly (readonly Cell[])[] => {
    const row: readonly Cell[] = [
      names[index] ?? '',
      energy(wattHours),
      { text: bar(wattHours, most, barColumns), colour: 'cyan' },
    ];
    if (incompleteDays.length === 0) return [row];
    return [row, ['', '', { text: `no full count of ${dayRanges(incompleteDays)}`, colour: 'dim' }]];
  });
  const heads = [{ title: '' }, { title: '', align: 'right' as const }, { title: '', minColumns: 16 }];
  const about = [summaryOf(rows), sinceText(known)].filter(text => text !== '').join('\n');
  return `${title}\n${table(heads, lines, call.paint, columns)}\n${call.prose(about)}`;
}

function summaryOf(rows: readonly MonthRow[]): string {
  const total = energy(rows.reduce((sum, { wattHours }) => sum + wattHours, 0));
  const count = new Set(rows.map(({ month }) => month)).size;
  const isRunning = rows.some(row => row.isRunning);
  return `${total} in ${count === 1 ? '1 month' : `${count} months`}${isRunning ? ', with this month so far' : ''}`;
}

function sinceText({ days: [first], folder }: KnownDays): string {
  if (first === undefined) return '';
  const since = `Days are known since ${first.date}.`;
  if (folder !== undefined) return `${since} The plug keeps about a month of them, and the plugin two.`;
  return `${since} The plug keeps about a month of them. Where Homebridge runs, --config FILE adds those that the plugin has kept.`;
}

/** Dates of one month as days of it: `1 to 17, 23`. */
export function dayRanges(dates: readonly string[]): string {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const day of dates.map(date => Number(date.slice(8)))) {
    const range = ranges.at(-1);
    if (range?.last === day - 1) range.last = day;
    else ranges.push({ first: day, last: day });
  }
  return ranges
    .map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ', ' : ' to '}${last}`))
    .join(', ');
}
