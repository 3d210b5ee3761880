import type { Colour, Paint } from './colour.ts';
import { clip, plain, width } from './plain.ts';
import { wrapped, wrappedHard } from './wrap.ts';

/** The text in one place of a table, with its colour. Control characters are made harmless here. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** If the table is too wide, this column becomes narrower, down to this width; its texts go on in the next line. */
  readonly minColumns?: number;
  /** If the table is too wide, this column is left out first: half of its text would be useless. */
  readonly isExtra?: true;
}

const GAP = 2;

/**
 * Rows in columns, no line longer than `columns`. If that is impossible, each row becomes a list of names and values.
 */
export function table(
  heads: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  columns: number,
): string {
  return (
    fittingTable(heads, rows, paint, columns) ??
    fittingTable(...withoutExtras(heads, rows), paint, columns) ??
    factLists(heads, rows, paint, columns)
  );
}

type TableParts = readonly [heads: readonly Column[], rows: readonly (readonly Cell[])[]];

function withoutExtras(heads: TableParts[0], rows: TableParts[1]): TableParts {
  const isKept = (_: unknown, at: number): boolean => heads[at]?.isExtra !== true;
  return [heads.filter(isKept), rows.map(row => row.filter(isKept))];
}

function fittingTable(heads: TableParts[0], rows: TableParts[1], paint: Paint, columns: number): string | undefined {
  const texts = rows.map(row => row.map(textOf));
  const wanted = heads.map(({ title }, at) => Math.max(width(title), ...texts.map(row => width(row[at] ?? ''))));
  // An extra column is dropped before any other becomes narrower.
  const widths = heads.some(({ isExtra }) => isExtra) ? wanted : fitted(wanted, heads, columns);
  return lineOf(widths) > columns ? undefined : inColumns(heads, rows, widths, paint);
}

/** Names and values, one per line; a value that is too long goes on in the next line. */
export function facts(entries: readonly (readonly [string, Cell])[], paint: Paint, columns: number): string {
  const names = Math.max(...entries.map(([name]) => width(name)));
  if (names === 0) return entries.flatMap(([, value]) => wrappedHard(textOf(value), columns)).join('\n');
  const rows = entries.flatMap(([name, value]) =>
    wrappedHard(textOf(value), columns - names - GAP).map((text, at): readonly Cell[] => [
      { text: at === 0 ? name : '', colour: 'dim' },
      typeof value === 'object' ? { ...value, text } : text,
    ]),
  );
  const heads = [{ title: '' }, { title: '' }];
  const widths = heads.map((_, at) => Math.max(...rows.map(row => width(textOf(row[at] ?? '')))));
  return inColumns(heads, rows, widths, paint);
}

function inColumns(
  heads: readonly Column[],
  rows: readonly (readonly Cell[])[],
  widths: readonly number[],
  paint: Paint,
): string {
  const line = (cells: readonly string[], style: (text: string, at: number) => string): string =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, heads[at]?.align === 'right', text => style(text, at)))
      .join(' '.repeat(GAP))
      .replace(/ +$/, '');
  const titles = heads.map(({ title }) => title);
  const head = titles.some(title => title !== '') ? [line(titles, text => paint('bold', text))] : [];
  return [
    ...head,
    ...rows.flatMap(row => {
      const cells = row.map((cell, at) => wrapped(textOf(cell), widths[at] ?? 0));
      return Array.from({ length: Math.max(...cells.map(lines => lines.length)) }, (_, lineAt) =>
        line(
          cells.map(lines => lines[lineAt] ?? ''),
          (text, at) => {
            const cell = row[at];
            return typeof cell === 'object' ? paint(cell.colour, text) : text;
          },
        ),
      );
    }),
  ].join('\n');
}

/** The rows of a table that is too wide, as lists. */
function factLists(
  heads: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  columns: number,
): string {
  return rows
    .map(row =>
      facts(
        heads.map(({ title }, at) => [title, row[at] ?? '']),
        paint,
        columns,
      ),
    )
    .join('\n\n');
}

const textOf = (cell: Cell): string => plain(typeof cell === 'object' ? cell.text : cell);

const lineOf = (widths: readonly number[]): number =>
  widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1));

function fitted(wanted: readonly number[], heads: readonly Column[], columns: number): readonly number[] {
  const widths = [...wanted];
  let excess = lineOf(widths) - columns;
  for (const [at, { minColumns }] of [...heads.entries()].reverse()) {
    const current = widths[at] ?? 0;
    if (excess <= 0 || minColumns === undefined || current <= minColumns) continue;
    const cut = Math.min(excess, current - minColumns);
    widths[at] = current - cut;
    excess -= cut;
  }
  return widths;
}

function padded(text: string, columns: number, isRight: boolean, style: (text: string) => string): string {
  const shown = clip(text, columns);
  const pad = ' '.repeat(columns - width(shown));
  return isRight ? pad + style(shown) : style(shown) + pad;
}
