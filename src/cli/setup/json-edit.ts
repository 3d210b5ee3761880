import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../protocol/decode.ts';
import { childrenOf, placeOf, type Child, type Path, type Span } from './json-places.ts';

/** A value that is put somewhere: in place of another, as a new member, or as a new last element. */
export interface Edit {
  readonly path: Path;
  readonly value: unknown;
}

/**
 * Puts a value into a text of JSON, and leaves the rest of it as it is written. What comes out is compared with the same
 * done to the data; should it ever differ, all of it is written anew.
 */
export function edited(text: string, { path, value }: Edit): string {
  const document: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  const expected = put(document, path, value);
  const written = splice(text, path, value);
  return written !== undefined && isSame(written, expected) ? written : rewritten(text, expected);
}

function isSame(text: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text.replace(/^\ufeff/, '')), expected);
  } catch {
    return false;
  }
}

/** The data with a value put into it; the original stays as it is. */
export function put(into: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(into)) {
    const list: readonly unknown[] = into;
    const at = Number(step);
    return at < list.length ? list.with(at, put(list[at], rest, value)) : [...list, put(undefined, rest, value)];
  }
  const holder = isObject(into) ? into : {};
  return { ...holder, [step]: put(holder[step], rest, value) };
}

function rewritten(text: string, expected: unknown): string {
  const end = /\r?\n$/.exec(text)?.[0] ?? '';
  return JSON.stringify(expected, null, unitOf(text)).replaceAll('\n', lineEnd(text)) + end;
}

function splice(text: string, path: Path, value: unknown): string | undefined {
  const step = path.at(-1);
  const holder = placeOf(text, path.slice(0, -1));
  if (holder === undefined || step === undefined) return undefined;
  const children = childrenOf(text, holder);
  const old = children.findLast(({ name }) => name === step);
  if (old) return replaced(text, old, valueText(text, value, indentAt(text, old.start), isOneLine(text, old)));
  const last = children.at(-1);
  return last ? appended(text, { holder, last, step, value }) : filled(text, { holder, step, value });
}

interface Addition {
  readonly holder: Span;
  readonly step: string | number;
  readonly value: unknown;
}

function appended(text: string, { holder, last, step, value }: Addition & { readonly last: Child }): string {
  const [first = last] = childrenOf(text, holder);
  const isBroken = text.slice(holder.start, first.start).includes('\n');
  const indent = indentAt(text, last.start);
  const gap = isBroken ? `,${lineEnd(text)}${indent}` : ', ';
  // Elements look like those before them; a member is written as if it were the first.
  const isLine = !isBroken || (typeof step === 'number' && isOneLine(text, last));
  return replaced(
    text,
    { start: last.end, end: last.end },
    `${gap}${member(step)}${valueText(text, value, indent, isLine)}`,
  );
}

/** Into an object or array with nothing in it. */
function filled(text: string, { holder, step, value }: Addition): string {
  const [open, close] = [text.charAt(holder.start), text.charAt(holder.end - 1)];
  if (!text.includes('\n'))
    return replaced(text, holder, `${open}${member(step)}${valueText(text, value, '', true)}${close}`);
  const outer = indentAt(text, holder.start);
  const indent = outer + unitOf(text);
  const end = lineEnd(text);
  const inside = `${member(step)}${valueText(text, value, indent, false)}`;
  return replaced(text, holder, `${open}${end}${indent}${inside}${end}${outer}${close}`);
}

const replaced = (text: string, { start, end }: Span, by: string): string =>
  text.slice(0, start) + by + text.slice(end);

const member = (step: string | number): string => (typeof step === 'number' ? '' : `${JSON.stringify(step)}: `);

const isOneLine = (text: string, { start, end }: Span): boolean => !text.slice(start, end).includes('\n');

/** A value as the file writes such values: on one line, or on several. */
function valueText(text: string, value: unknown, indent: string, isLine: boolean): string {
  return isLine
    ? oneLine(value)
    : JSON.stringify(value, null, unitOf(text)).replaceAll('\n', `${lineEnd(text)}${indent}`);
}

/** `{ "host": "192.168.1.20" }`, as people write it. No text in JSON has a line break, so each is one between values. */
export function oneLine(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n */g, ' ');
}

const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** What one step inwards is indented by. */
const unitOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';

/** The blanks at the beginning of the line. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
