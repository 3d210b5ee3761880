import { quote } from './describe.ts';
import { KEYS, NEEDLESS, PLACES, SYNONYMS, type Level } from './keys.ts';

const LEVELS: readonly Level[] = ['platform', 'device', 'outlet', 'appliance', 'discovery', 'broker'];

/** Longer words than this are not compared: no key is as long, and the work grows with the length. */
const LONGEST_COMPARED = 30;

/** Letters that differ in two similar words: one insertion, deletion, replacement or swap of neighbours counts 1. */
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
 * The known word that a word was probably meant to be, ignoring case: at most 2 edits away, and never more than a third
 * of its letters, so that short words are not confused ("led" is not "key").
 */
export function closest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_COMPARED) return undefined;
  const ranked = known
    .map(candidate => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(2, Math.max(1, Math.floor(candidate.length / 3))))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** What to say of a key that is not known in this sort of block: sentences without their subject. */
export function explainUnknownKey(key: string, level: Level): string {
  const word = key.toLowerCase().replace(/[-_ ]/g, '');
  const known = KEYS[level].join(', ');
  const hint = sameLevel(key, word, level) ?? needless(word, level) ?? otherLevel(key, word) ?? `known are ${known}.`;
  return `is not known here; ${hint} It is ignored.`;
}

function sameLevel(key: string, word: string, level: Level): string | undefined {
  const meant = closest(key, KEYS[level]) ?? synonym(word, level);
  return meant && `did you mean ${quote(meant)}?`;
}

function needless(word: string, level: Level): string | undefined {
  // "port" does have a place, in "broker"; beside a plug's host it can only mean the plug's port.
  if (word === 'port' && level !== 'device') return undefined;
  const why = NEEDLESS.find(({ words }) => words.includes(word))?.why;
  return why && `${why}.`;
}

function otherLevel(key: string, word: string): string | undefined {
  const home = LEVELS.find(level => KEYS[level].some(known => known === key));
  if (home !== undefined) return `it belongs ${PLACES[home]}.`;
  const level = LEVELS.find(other => synonym(word, other) !== undefined);
  return level && `did you mean ${quote(synonym(word, level) ?? '')}, ${PLACES[level]}?`;
}

function synonym(word: string, level: Level): string | undefined {
  return KEYS[level].find(known => SYNONYMS[known]?.includes(word) === true);
}
