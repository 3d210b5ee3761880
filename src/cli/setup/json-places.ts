/** Where a value stands in a text of JSON: from its first character to behind its last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object, or an element of an array. */
export interface Child extends Span {
  readonly name: string | number;
}

/** Steps from the outermost value inwards: names of members, numbers of elements. */
export type Path = readonly (string | number)[];

/** Finds a value. The text has to be JSON, as `JSON.parse` takes it; undefined where there is no such value. */
export function placeOf(text: string, path: Path): Span | undefined {
  const start = skipBlanks(text, text.startsWith('\ufeff') ? 1 : 0);
  let span: Span = { start, end: endOf(text, start) };
  for (const step of path) {
    // As with JSON.parse, the last of several members with one name counts.
    const child = childrenOf(text, span).findLast(({ name }) => name === step);
    if (child === undefined) return undefined;
    span = child;
  }
  return span;
}

/** What is directly inside of a value, in order; nothing for what is neither object nor array. */
export function childrenOf(text: string, { start, end }: Span): readonly Child[] {
  const isObject = text[start] === '{';
  if (!isObject && text[start] !== '[') return [];
  const children: Child[] = [];
  let at = skipBlanks(text, start + 1);
  while (at < end - 1) {
    let name: string | number = children.length;
    if (isObject) {
      const nameEnd = endOf(text, at);
      name = String(JSON.parse(text.slice(at, nameEnd)));
      at = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    }
    const childEnd = endOf(text, at);
    children.push({ name, start: at, end: childEnd });
    at = skipBlanks(text, skipBlanks(text, childEnd) + 1);
  }
  return children;
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (/[ \t\r\n]/.test(text.charAt(next))) next += 1;
  return next;
}

/** Behind the value that begins here. */
function endOf(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at += 1;
    return at;
  }
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at) - 1;
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
