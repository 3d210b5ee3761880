const SECRET_NAME = /key|pass|token|secret|credential/i;

/** Shortest secret that is also looked for *inside* other texts: below this, chance hits would mask half a config. */
const SEARCHED_LENGTH = 6;

/** Shortest secret that no setting may hold by chance: a name that is also a key has been pasted into the wrong line. */
const PASTED_LENGTH = 8;

/** Blanks and quotation marks that are copied along with a key. */
const FRINGE: readonly (readonly [pattern: string, name: string])[] = [
  ['[\\r\\n\\u2028\\u2029]', 'a line break'],
  ['\\t', 'a tab'],
  ['[\\s\\p{Cf}]', 'a space'],
  ['["\'`´‘’‚“”„«»]', 'a quotation mark'],
];

/** Whether a value under this name must not be shown: `key`, `password`, `userToken` … */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * What is odd about a key: that it begins or ends with a blank or a quotation mark, which was probably copied along.
 * It is no mistake for certain, because a plug may have been given just that key.
 *
 * @returns `ends with a space`; undefined for a key without that. Nothing else of the key is in it.
 */
export function oddityOf(key: string): string | undefined {
  const at = (fringe: (pattern: string) => string): string | undefined =>
    FRINGE.find(([pattern]) => new RegExp(fringe(pattern), 'u').test(key))?.[1];
  const first = at(pattern => `^${pattern}`);
  const last = at(pattern => `${pattern}$`);
  if (first !== undefined && last !== undefined) {
    return first === last ? `begins and ends with ${first}` : `begins with ${first} and ends with ${last}`;
  }
  if (first !== undefined) return `begins with ${first}`;
  return last === undefined ? undefined : `ends with ${last}`;
}

/** The keys and passwords of one config. No message may show one, wherever it stands: some are pasted a line too low. */
export class Secrets {
  readonly #all: ReadonlySet<string>;
  readonly #searched: readonly string[];

  private constructor(all: ReadonlySet<string>) {
    this.#all = all;
    // The longest first: one may be a part of another.
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
  isIn(value: unknown): boolean {
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const text = String(value);
    return this.#all.has(text) || this.#all.has(text.trim()) || this.#searched.some(secret => text.includes(secret));
  }

  /** Whether a value is a secret that got into the wrong line. */
  isPasted(value: unknown): boolean {
    return typeof value === 'string' && value.trim().length >= PASTED_LENGTH && this.#all.has(value.trim());
  }

  /** A text for a log, without the secrets in it. */
  masked(text: string): string {
    return this.#searched.reduce((shown, secret) => shown.replaceAll(secret, '(hidden)'), text);
  }
}

/** Whether a number is long enough to be a key: a 5 stands in many places by right. */
function isLong(number: number): boolean {
  return number.toString().length >= SEARCHED_LENGTH;
}

/** As it is, without what was copied along, and as a log shows it. */
function spellingsOf(secret: string): readonly string[] {
  const bare = secret.replace(/^[\s"']+|[\s"']+$/g, '');
  return [secret, bare, JSON.stringify(secret).slice(1, -1)].filter(text => text !== '');
}

/** Whether the name of an option is a key by its looks: 16 characters or more without a blank, three of them digits. */
export function looksLikeKey(name: string): boolean {
  return /^[\w+/=-]{16,}$/.test(name) && /(?:\d.*){3}/.test(name);
}
