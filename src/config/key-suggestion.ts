import type { ConfigText, ConfigTexts } from '../texts/en/config-problems.ts';
import { quote } from './value-description.ts';
import type { UnneededKeys, Table } from './option.ts';

/** Longer words than this are not compared: no key is as long, and the work grows with the length. */
const LONGEST_COMPARED = 30;

/** The edit distance of two words: one insertion, deletion, replacement or swap of adjacent letters counts 1. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const steps = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1)];
      if (swapped) steps.push(at(before, column - 2) + 1);
      current.push(Math.min(...steps));
    }
    before = last;
    last = current;
  }
  return at(last, b.length);
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? Infinity;
}

/**
 * The known word that was probably meant, ignoring case: at most 2 edits away, and never more than a third of its
 * letters, so that short words are not confused ("led" is not "key").
 */
export function closest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_COMPARED) return undefined;
  const ranked = known
    .map(candidate => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(2, Math.max(1, Math.floor(candidate.length / 3))))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** Keys that people write in any block, with the reason why this plugin has none. */
const NEEDLESS: readonly UnneededKeys[] = [
  {
    words: ['username', 'user', 'email', 'password', 'account', 'mfacode'],
    why: ({ needless }) => needless.account,
  },
  { words: ['mac', 'macaddress'], why: ({ needless }) => needless.mac },
  { words: ['model'], why: ({ needless }) => needless.model },
];

/**
 * The message for a key that this block does not know: sentences without their subject.
 *
 * @param all the tables of all blocks, from the outside to the inside: the key may belong in another one
 */
export function explainUnknownKey(key: string, table: Table, all: readonly Table[], texts: ConfigTexts): string {
  const word = key.toLowerCase().replace(/[-_ ]/g, '');
  const known = Object.keys(table.options).join(', ');
  const hint =
    sameTable(key, word, table) ??
    needless(word, table) ??
    otherTable(key, word, all) ??
    (() => texts.knownKeys({ known }));
  return texts.unknownKey({ hint: hint(texts) });
}

function sameTable(key: string, word: string, table: Table): ConfigText | undefined {
  const meant = closest(key, Object.keys(table.options)) ?? synonym(word, table);
  return meant === undefined ? undefined : texts => texts.didYouMean({ quoted: quote(meant) });
}

function needless(word: string, table: Table): ConfigText | undefined {
  return [...NEEDLESS, ...(table.needless ?? [])].find(({ words }) => words.includes(word))?.why;
}

function otherTable(key: string, word: string, all: readonly Table[]): ConfigText | undefined {
  const owner = all.find(({ options }) => Object.hasOwn(options, key));
  if (owner !== undefined) return texts => texts.belongs({ location: owner.location(texts) });
  const other = all.find(table => synonym(word, table) !== undefined);
  if (other === undefined) return undefined;
  const quoted = quote(synonym(word, other) ?? '');
  return texts => texts.didYouMeanThere({ quoted, location: other.location(texts) });
}

function synonym(word: string, { options }: Table): string | undefined {
  return Object.entries(options).find(([, { synonyms }]) => synonyms?.includes(word) === true)?.[0];
}
