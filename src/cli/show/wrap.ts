import { width } from './plain.ts';

/** A text in lines of at most so many columns, broken between words; a longer word stands alone. Without colours in it. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && width(`${last} ${word}`) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The same, with no line longer than that: a longer word goes on in the next line, for somebody may want to copy it. */
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
