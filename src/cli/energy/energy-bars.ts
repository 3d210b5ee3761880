import { energy } from '../../texts/en/numbers.ts';
import type { Call } from '../call.ts';
import { bar } from '../show/bars.ts';
import { table, type Cell } from '../show/table.ts';

/** The energy counted in one span of time. */
export interface Span {
  readonly label: string;
  readonly wattHours: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** The distance of spans, and the text for missing ones. */
export interface BarInterval {
  readonly seconds: number;
  readonly gap: (count: number) => string;
}

/** Days, and hours, side by side. */
export const DAY: BarInterval = {
  seconds: 86_400,
  gap: count => (count === 1 ? '1 day not counted' : `${count} days not counted`),
};
export const HOUR: BarInterval = { seconds: 3600, gap: count => `${count} h not counted` };

/** Spans as rows with a bar each, and a row for those that are missing in between. */
export function bars(call: Call, spans: readonly Span[], { seconds, gap }: BarInterval): string {
  const columns = call.tableColumns;
  const most = Math.max(...spans.map(({ wattHours }) => wattHours));
  const barColumns = columns - Math.max(...spans.map(({ label }) => label.length)) - 2 - 10 - 2;
  const rows = spans.flatMap(({ label, wattHours, at }, index): readonly (readonly Cell[])[] => {
    const row: readonly Cell[] = [
      label,
      energy(wattHours),
      { text: bar(wattHours, most, Math.min(60, barColumns)), colour: 'cyan' },
    ];
    // Readers take bars side by side as neighbouring spans.
    const before = spans[index - 1];
    const missing = before === undefined ? 0 : Math.round((at - before.at) / seconds) - 1;
    return missing > 0 ? [['…', '', { text: gap(missing), colour: 'dim' }], row] : [row];
  });
  return table([{ title: '' }, { title: '', align: 'right' }, { title: '' }], rows, call.paint, columns);
}
