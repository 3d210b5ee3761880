import { isDeepStrictEqual } from 'node:util';
import { applyEdits, parse, parseTree, type Edit as Splice, type Node, type ParseError } from 'jsonc-parser';
import { isObject } from '../../protocol/decode.ts';

/** Steps from the root inwards: names of members, indexes of elements. */
export type JsonPath = readonly (string | number)[];

/** Replaces a value, or adds a new member or last element. A value of undefined removes. */
export interface JsonEdit {
  readonly path: JsonPath;
  readonly value: unknown;
}

/** Homebridge itself accepts none of this; reading it does no harm. */
const LENIENT = { allowTrailingComma: true };

/**
 * Parses JSON, which may contain comments and trailing commas. Of two members with one name the last counts.
 * @throws {SyntaxError} neither; without the parser's message, which quotes from the text
 */
export function parseLenientJson(text: string): unknown {
  const body = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(body);
  } catch {
    const errors: ParseError[] = [];
    const data: unknown = parse(body, errors, LENIENT);
    if (errors.length > 0) throw new SyntaxError('not JSON');
    return data;
  }
}

/**
 * Applies edits to a JSON text, one after the other, and leaves the rest as it is written: numbers, comments, order,
 * blanks. Compares the result with the same edits of the parsed data.
 *
 * @throws the edit cannot be done like that, for example if the text is nested too deeply
 */
export function applyJsonEdits(text: string, ...edits: readonly JsonEdit[]): string {
  return edits.reduce((before, edit) => {
    const mark = before.startsWith('\ufeff') ? '\ufeff' : '';
    const after = mark + spliceJson(before.slice(mark.length), edit);
    const value: unknown = edit.value === undefined ? undefined : JSON.parse(JSON.stringify(edit.value, finite));
    if (!isDeepStrictEqual(parseLenientJson(after), withValueAt(parseLenientJson(before), edit.path, value)))
      throw new Error('edited wrongly');
    return after;
  }, text);
}

/** JSON has no notation for the others, and would contain null. */
function finite(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('no number of JSON');
  return value;
}

/** The data with a value replaced or added; the original is not changed. */
export function withValueAt(into: unknown, path: JsonPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(into)) {
    const list: readonly unknown[] = into;
    const at = Number(step);
    if (rest.length === 0 && value === undefined) return list.toSpliced(at, 1);
    return at < list.length
      ? list.with(at, withValueAt(list[at], rest, value))
      : [...list, withValueAt(undefined, rest, value)];
  }
  const holder = isObject(into) ? into : {};
  const { [step]: old, ...others } = holder;
  if (rest.length === 0 && value === undefined) return others;
  return { ...holder, [step]: withValueAt(old, rest, value) };
}

function spliceJson(text: string, { path, value }: JsonEdit): string {
  const root = parseTree(text, [], LENIENT);
  const old = nodeAt(root, path);
  if (value === undefined) {
    if (!old) return text;
    const rest = applyEdits(text, removal(text, old));
    // Of several members with one name, all are removed.
    return typeof path.at(-1) === 'string' ? spliceJson(rest, { path, value }) : rest;
  }
  if (old) return applyEdits(text, [{ ...spanOf(old), content: valueText(text, value, old, isOneLine(text, old)) }]);
  const step = path.at(-1);
  const holder = nodeAt(root, path.slice(0, -1));
  const takes = typeof step === 'number' ? 'array' : 'object';
  if (step === undefined || holder?.type !== takes) {
    return spliceJson(text, {
      path: path.slice(0, -1),
      value: withValueAt(takes === 'array' ? [] : {}, path.slice(-1), value),
    });
  }
  const last = holder.children?.at(-1);
  return applyEdits(text, last ? appended(text, holder, last, { step, value }) : filled(text, holder, { step, value }));
}

/** Finds a value. As with JSON.parse, the last of several members with one name counts. */
function nodeAt(root: Node | undefined, path: JsonPath): Node | undefined {
  return path.reduce<Node | undefined>((node, step) => {
    if (typeof step === 'number') return node?.type === 'array' ? node.children?.[step] : undefined;
    const members = node?.type === 'object' ? (node.children ?? []) : [];
    return members.findLast(({ children }) => children?.[0]?.value === step)?.children?.[1];
  }, root);
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** A comma, or a comment that may contain commas. */
const MARKS = /,|\/\/[^\r\n]*|\/\*[^]*?\*\//g;

/** Removes a member or element with the blanks before it, and one of the commas beside it; comments stay. */
function removal(text: string, value: Node): Splice[] {
  const child = value.parent?.type === 'property' ? value.parent : value;
  const siblings = child.parent?.children ?? [];
  const at = siblings.indexOf(child);
  const commaIn = (from: number, to: number): readonly Splice[] =>
    [...text.slice(from, to).matchAll(MARKS)]
      .filter(([mark]) => mark === ',')
      .map(({ index }) => ({ offset: from + index, length: 1, content: '' }));
  const [before, next] = [siblings[at - 1], siblings[at + 1]];
  const commas = [
    ...commaIn(endOf(child), next?.offset ?? endOf(child.parent ?? child)),
    ...(before ? commaIn(endOf(before), child.offset) : []),
  ];
  const offset = beginningOf(text, child);
  return [{ offset, length: endOf(child) - offset, content: '' }, ...commas.slice(0, 1)];
}

/**
 * Where the removed text begins: with the blanks before it; with its line if nothing else is on it; never so that the
 * next value ends up in a comment.
 */
function beginningOf(text: string, child: Node): number {
  const before = text.slice(0, child.offset);
  if (!/\n[ \t]*$/.test(before)) return before.replace(/[ \t]+$/, '').length;
  const isWholeLine = /^[ \t]*,?[ \t]*\r?\n/.test(text.slice(endOf(child)));
  return isWholeLine ? before.replace(/\r?\n[ \t]*$/, '').length : child.offset;
}

interface Addition {
  readonly step: string | number;
  readonly value: unknown;
}

/** What may follow a value on its line: a comma, comments. */
const TAIL = /(?:[ \t]*(?:,|\/\/[^\r\n]*|\/\*[^]*?\*\/))*/y;

/** Adds a value after the last member or element, and after the comments that belong to it. */
function appended(text: string, holder: Node, last: Node, { step, value }: Addition): Splice[] {
  const first = holder.children?.[0] ?? last;
  const end = endOf(last);
  TAIL.lastIndex = end;
  const tail = TAIL.exec(text)?.[0] ?? '';
  const parts = (tail.match(MARKS) ?? []) as readonly string[];
  const hasComma = parts.includes(',');
  const isBroken = text.slice(holder.offset, first.offset).includes('\n') || parts.some(part => part.startsWith('//'));
  // An element is formatted as those before it; a member as if it were the first.
  const isLine = !isBroken || (typeof step === 'number' && isOneLine(text, last));
  const gap = isBroken ? lineEnd(text) + indentAt(text, last) : ' ';
  const addition = `${gap}${member(step)}${valueText(text, value, last, isLine)}`;
  return [
    { offset: end, length: tail.length, content: `${hasComma ? '' : ','}${tail}${addition}${hasComma ? ',' : ''}` },
  ];
}

/** Adds a value to an object or array that contains only blanks and comments. */
function filled(text: string, holder: Node, { step, value }: Addition): Splice[] {
  const begin = holder.offset + 1;
  const blanks = text.slice(begin, endOf(holder) - 1);
  const within = blanks.trimEnd();
  const at = { offset: begin + within.length, length: blanks.length - within.length };
  if (!text.includes('\n')) {
    const gap = within === '' ? '' : ' ';
    return [{ ...at, content: `${gap}${member(step)}${valueText(text, value, holder, true)}${gap}` }];
  }
  const outer = lineEnd(text) + indentAt(text, holder);
  const addition = `${member(step)}${valueText(text, value, holder, false)}`.replaceAll(outer, outer + unitOf(text));
  return [{ ...at, content: `${outer}${unitOf(text)}${addition}${outer}` }];
}

const spanOf = ({ offset, length }: Node): Pick<Node, 'offset' | 'length'> => ({ offset, length });

const member = (step: string | number): string => (typeof step === 'number' ? '' : `${JSON.stringify(step)}: `);

const isOneLine = (text: string, node: Node): boolean => !text.slice(node.offset, endOf(node)).includes('\n');

/** A value as the file formats such values: on one line, or on several with the indentation of its neighbour. */
function valueText(text: string, value: unknown, beside: Node, isLine: boolean): string {
  if (isLine) return oneLine(value);
  return JSON.stringify(value, null, unitOf(text)).replaceAll('\n', `${lineEnd(text)}${indentAt(text, beside)}`);
}

/** `{ "host": "192.168.1.20" }`. No string in JSON contains a line break, so every line break is between values. */
export function oneLine(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n */g, ' ');
}

const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** The indentation of one level. */
const unitOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';

/** The indentation of the line on which a node begins. */
function indentAt(text: string, { offset }: Node): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
