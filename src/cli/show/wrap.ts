import { stripVTControlCharacters } from 'node:util';
import { width } from './plain.ts';

/** Blanks before a line, and the sign of a list: lines that follow begin below the text. */
const INDENT = /^ *(?:- )?/;

/**
 * A text in lines of at most `columns`, broken between words. A longer word has a line of its own. Lines after the
 * first are indented as the first is. Colours take no columns.
 */
export function wrapped(text: string, columns: number): readonly string[] {
  if (shownWidth(text) <= columns) return [text];
  const indent = ' '.repeat(INDENT.exec(text)?.[0].length ?? 0);
  const lines: string[] = [];
  for (const word of text.slice(indent.length).split(' ')) {
    const start = text.slice(0, indent.length);
    const last = lines.at(-1);
    if (last === undefined) lines.push(`${start}${word}`);
    else if (shownWidth(`${last} ${word}`) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

const shownWidth = (text: string): number => width(stripVTControlCharacters(text));

/** The same, with no line longer than that: a longer word, such as a uuid to copy, goes on in the next line. */
export function wrappedHard(text: string, columns: number): readonly string[] {
  return wrapped(text, columns).flatMap(line => broken(line, Math.max(1, columns)));
}

function broken(line: string, columns: number): readonly string[] {
  if (width(line) <= columns) return [line];
  const lines = [''];
  for (const character of line) {
    const longer = `${lines.at(-1) ?? ''}${character}`;
    if (width(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(character);
  }
  return lines;
}
