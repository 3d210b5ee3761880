import { describeValue, pathOf } from './value-description.ts';
import type { Table } from './option.ts';
import type { SkippedPlug, Problem } from './config-reading.ts';
import { isKeyLikeName, looksLikeKey, looksSecret, type Secrets } from './secrets.ts';
import { explainUnknownKey } from './key-suggestion.ts';

/** Gathers what is found while a config is read: the problems, the plugs left out and the keys the user wrote. */
export class ConfigReport {
  readonly problems: Problem[] = [];
  readonly leftOut: SkippedPlug[] = [];
  readonly written = new Set<string>();
  /** Every sort of block that there is, to find where a key belongs. */
  readonly #tables: readonly Table[];
  readonly #secrets: Secrets;

  /** @param secrets texts that no message may show, wherever they were written (a key pasted into the wrong line) */
  constructor(tables: readonly Table[], secrets: Secrets) {
    this.#tables = tables;
    this.#secrets = secrets;
  }

  /** Notes a problem in words of one's own. */
  add(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  /**
   * Notes a value that can't be used: "is «what was found»; «what is needed». «what happens until then»".
   *
   * @param secret true if the value must not be shown although its name looks harmless
   */
  refuse(path: string, value: unknown, needed: string, consequence: string, secret = false): void {
    const isSecret = this.#secrets.contains(value) || looksLikeKey(value);
    const hidden = secret || isSecret || looksSecret(path.slice(path.lastIndexOf('.') + 1));
    // Some sentences say how to write the value instead, such as the host of a URL.
    const shown = isSecret ? this.#secrets.masked(needed) : needed;
    this.add(path, `is ${describeValue(value, hidden)}; ${shown}. ${consequence}`);
  }

  /** Notes a key that this sort of block does not know. What looks like a secret is not shown, neither whole nor in part. */
  unknownKey(block: string, key: string, table: Table): void {
    if (this.#secrets.contains(key) || isKeyLikeName(key)) {
      this.add(
        `${block}["(hidden)"]`,
        'is not known here; it is not shown, because it looks like a key or a password. It is ignored.',
      );
    } else this.add(pathOf(block, key), explainUnknownKey(key, table, this.#tables));
  }

  /** Whether a value that would be shown in the Home app or the log is a key or a password of this config. */
  isPasted(value: unknown): boolean {
    return this.#secrets.isPasted(value);
  }
}
