import { found, looksSecret } from './describe.ts';
import type { Table } from './option.ts';
import type { LeftOut, Problem } from './reading.ts';

/** Shortest secret that is also looked for *inside* other texts: below this, chance hits would mask half a config. */
const SEARCHED_SECRET_LENGTH = 6;

/** Gathers what is found while a config is read: the problems, the plugs left out and the keys the user wrote. */
export class Report {
  readonly problems: Problem[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly written = new Set<string>();
  /** Every sort of block that there is, to find where a key belongs. */
  readonly tables: readonly Table[];
  readonly #secrets: ReadonlySet<string>;

  /** @param secrets texts that no message may show, wherever they were written (a key pasted into the wrong line) */
  constructor(tables: readonly Table[], secrets: ReadonlySet<string>) {
    this.tables = tables;
    this.#secrets = secrets;
  }

  /** Notes a problem in words of one's own. */
  say(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  /**
   * Notes a value that can't be used: "is «what was found»; «what is needed». «what happens until then»".
   *
   * @param secret true if the value must not be shown although its name looks harmless
   */
  refuse(path: string, value: unknown, needed: string, consequence: string, secret = false): void {
    const hidden = secret || looksSecret(path.slice(path.lastIndexOf('.') + 1)) || this.hides(value);
    this.say(path, `is ${found(value, hidden)}; ${needed}. ${consequence}`);
  }

  /** Whether a value is, or contains, a secret of this config. */
  hides(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    return (
      this.#secrets.has(value) ||
      [...this.#secrets].some(secret => secret.length >= SEARCHED_SECRET_LENGTH && value.includes(secret))
    );
  }
}
