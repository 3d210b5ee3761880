import type { ConfigTexts } from '../texts/en/config-problems.ts';
import { ENGLISH } from '../texts/log-texts.ts';

const SECRET_NAME = /key|pass|token|secret|credential/i;

/** Shortest secret that is also searched *inside* other texts: shorter ones would mask half a config by chance. */
const SEARCHED_LENGTH = 6;

/** Shortest secret that no setting may equal: a name that is also a key was pasted into the wrong line. */
const PASTED_LENGTH = 8;

/** Shortest secret that no setting may contain: a shorter one may be a word of a name or of a path. */
const CONTAINED_LENGTH = 16;

/** A part of a text that looks like a key: 24 letters and digits or more with at least three digits, or 32 hex digits. */
const KEY_LIKE = /(?<![a-z\d])(?:(?=(?:[a-z]*\d){3})[a-z\d]{24,}|[\da-f]{32,})(?![a-z\d])/gi;

/** Blanks and quotation marks that are copied along with a key. */
const STRAY_CHARACTERS: readonly (readonly [pattern: string, name: keyof ConfigTexts['strayCharacters']])[] = [
  ['[\\r\\n\\u2028\\u2029]', 'lineBreak'],
  ['\\t', 'tab'],
  ['[\\s\\p{Cf}]', 'space'],
  ['["\'`´‘’‚“”„«»]', 'quotationMark'],
];

const ANY_STRAY = `(?:${STRAY_CHARACTERS.map(([pattern]) => pattern).join('|')})+`;
const STRAY_ENDS = new RegExp(`^${ANY_STRAY}|${ANY_STRAY}$`, 'gu');

/** Whether a value under this name must not be shown: `key`, `password`, `userToken` … */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * Finds a blank or a quotation mark at the beginning or end of a key, which was probably copied along. It may still be
 * correct, because a plug may have exactly that key.
 *
 * @returns e.g. `ends with a space`, without any other part of the key; undefined if there is none
 */
export function oddityOf(key: string, texts: ConfigTexts = ENGLISH.config): string | undefined {
  const { strayEnds, strayCharacters } = texts;
  const at = (withPattern: (pattern: string) => string): string | undefined => {
    const stray = STRAY_CHARACTERS.find(([pattern]) => new RegExp(withPattern(pattern), 'u').test(key));
    return stray && strayCharacters[stray[1]];
  };
  const first = at(pattern => `^${pattern}`);
  const last = at(pattern => `${pattern}$`);
  if (first !== undefined && last !== undefined) return strayEnds.both({ first, last });
  if (first !== undefined) return strayEnds.first({ first });
  return last === undefined ? undefined : strayEnds.last({ last });
}

/** The keys and passwords of one config. No message may show one, even from another line: some are pasted too low. */
export class Secrets {
  /** In lower case, like all texts that are compared with them. */
  readonly #all: ReadonlySet<string>;
  readonly #searched: readonly string[];

  private constructor(all: ReadonlySet<string>) {
    this.#all = all;
    // The longest first, because one may be part of another.
    this.#searched = [...all].filter(({ length }) => length >= SEARCHED_LENGTH).sort((a, b) => b.length - a.length);
  }

  /** Every text and number under a name such as `key` or `password`, at the top level and in each plug. */
  static in(input: unknown): Secrets {
    const all = new Set<string>();
    const collect = (value: unknown, depth: number): void => {
      if (typeof value !== 'object' || value === null || depth > 6) return;
      for (const [name, inner] of Object.entries(value)) {
        const isPlain = typeof inner === 'string' || (typeof inner === 'number' && isLong(inner));
        if (isPlain && looksSecret(name)) for (const spelling of spellingsOf(String(inner))) all.add(spelling);
        else collect(inner, depth + 1);
      }
    };
    collect(input, 0);
    return new Secrets(all);
  }

  /** Whether a value is, or contains, a secret. */
  contains(value: unknown): boolean {
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const text = String(value).toLowerCase();
    return this.#all.has(text) || this.#all.has(trimmed(text)) || this.#searched.some(secret => text.includes(secret));
  }

  /** Whether a value is a secret that was pasted into the wrong line, or contains a long one. */
  isPasted(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    const text = value.toLowerCase();
    const bare = trimmed(text);
    if (bare.length >= PASTED_LENGTH && this.#all.has(bare)) return true;
    return this.#searched.some(secret => secret.length >= CONTAINED_LENGTH && text.includes(secret));
  }

  /** A text for a log, without secrets and without parts that look like one. */
  masked(text: string): string {
    const masked = this.#searched.reduce((shown, secret) => shown.replace(literalPattern(secret), '(hidden)'), text);
    return masked.replace(KEY_LIKE, '(hidden)');
  }
}

/** Whether a number is long enough to be a key; a 5 is a valid value in many settings. */
function isLong(number: number): boolean {
  return number.toString().length >= SEARCHED_LENGTH;
}

/** The spellings of a secret: unchanged, without copied blanks and quotation marks, and as a log shows it. */
function spellingsOf(secret: string): readonly string[] {
  const spellings = [secret, trimmed(secret), JSON.stringify(secret).slice(1, -1)];
  return spellings.filter(text => text !== '').map(text => text.toLowerCase());
}

/** A text without the blanks and quotation marks around it. */
function trimmed(text: string): string {
  return text.replace(STRAY_ENDS, '');
}

/** Matches a text anywhere, ignoring case. */
export function literalPattern(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
}

/** Whether a part of a value looks like a key, although it is not a key of this config. */
export function looksLikeKey(value: unknown): boolean {
  return typeof value === 'string' && value.search(KEY_LIKE) >= 0;
}

/**
 * Whether the name of an option looks like a key or contains one: 16 characters or more without a blank, three of them
 * digits; or 24 letters and digits, which is longer than any option.
 */
export function isKeyLikeName(name: string): boolean {
  const isMixed = /^[\w+/=-]{16,}$/.test(name) && /(?:\d.*){3}/.test(name);
  return isMixed || /[a-z\d]{24,}/i.test(name);
}
