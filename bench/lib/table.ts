/** Tables in Markdown, aligned as prettier aligns them, so that a terminal and docs/performance.md show the same. */

export interface Table {
  /** The name of its markers in docs/performance.md. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The first column is aligned to the left, the others, which are numbers, to the right. */
export function markdown({ head, rows }: Pick<Table, 'head' | 'rows'>): string {
  const widths = head.map((title, at) => Math.max(3, title.length, ...rows.map(row => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => (at === 0 ? (cells[at] ?? '').padEnd(width) : (cells[at] ?? '').padStart(width))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Three significant digits, but never more than one after the point: 4.2, 57.3, 308. */
export const ms = (value: number): string =>
  Number.isNaN(value) ? '–' : value < 100 ? value.toFixed(1) : value.toFixed(0);

export const times = (value: number, base: number): string =>
  !Number.isFinite(value / base) ? '–' : `${(value / base).toFixed(2)} ×`;
