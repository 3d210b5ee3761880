/** Tables in docs, between `<!-- bench: NAME -->` and `<!-- /bench -->`. */
import { markdown, type Table } from './table.ts';

/** The text with this table where its markers are; the text itself where it has none. */
export function withTable(text: string, table: Table): string {
  const opening = `<!-- bench: ${table.name} -->`;
  const from = text.indexOf(opening);
  if (from === -1) return text;
  const to = text.indexOf('<!-- /bench -->', from);
  if (to === -1) throw new Error(`the table ${table.name} has no end`);
  return `${text.slice(0, from + opening.length)}\n\n${markdown(table)}\n\n${text.slice(to)}`;
}
