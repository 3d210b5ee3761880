import type { Colour, Paint } from './colour.ts';
import { clip, plain, width } from './plain.ts';

/** What stands in one place of a table: any text, made harmless here, and how it is to look. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** When the table is too wide, these columns give way: not below so many columns. */
  readonly least?: number;
}

const GAP = 2;

/** Rows in columns, no line longer than `columns` as long as the columns that may give way allow that. */
export function table(
  heads: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  columns: number,
): string {
  const texts = rows.map(row => row.map(textOf));
  const wanted = heads.map(({ title }, at) => Math.max(width(title), ...texts.map(row => width(row[at] ?? ''))));
  const widths = fitted(wanted, heads, columns);
  const line = (cells: readonly string[], look: (text: string, at: number) => string): string =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, heads[at]?.align === 'right', text => look(text, at)))
      .join(' '.repeat(GAP))
      .replace(/ +$/, '');
  const titles = heads.map(({ title }) => title);
  const head = titles.some(title => title !== '') ? [line(titles, text => paint('bold', text))] : [];
  return [
    ...head,
    ...rows.map((row, index) =>
      line(texts[index] ?? [], (text, at) => {
        const cell = row[at];
        return typeof cell === 'object' ? paint(cell.colour, text) : text;
      }),
    ),
  ].join('\n');
}

/** Names with what belongs to them, one a line; what is too long for a line goes on in the next. */
export function facts(entries: readonly (readonly [string, Cell])[], paint: Paint, columns: number): string {
  const names = Math.max(...entries.map(([name]) => width(name)));
  const rows = entries.flatMap(([name, value]) =>
    wrapped(textOf(value), columns - names - GAP).map((text, at): readonly Cell[] => [
      { text: at === 0 ? name : '', colour: 'dim' },
      typeof value === 'object' ? { ...value, text } : text,
    ]),
  );
  return table([{ title: '' }, { title: '', least: 10 }], rows, paint, columns);
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && width(last) + 1 + width(word) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const textOf = (cell: Cell): string => plain(typeof cell === 'object' ? cell.text : cell);

function fitted(wanted: readonly number[], heads: readonly Column[], columns: number): readonly number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1)) - columns;
  for (const [at, { least }] of [...heads.entries()].reverse()) {
    const mine = widths[at] ?? 0;
    if (over <= 0 || least === undefined || mine <= least) continue;
    const given = Math.min(over, mine - least);
    widths[at] = mine - given;
    over -= given;
  }
  return widths;
}

function padded(text: string, columns: number, isRight: boolean, look: (text: string) => string): string {
  const shown = clip(text, columns);
  const pad = ' '.repeat(columns - width(shown));
  return isRight ? pad + look(shown) : look(shown) + pad;
}
