import type { ConfigText, ConfigTexts } from '../texts/en/config-problems.ts';
import { describeValue, pathOf } from './value-description.ts';
import type { Table } from './option.ts';
import type { SkippedPlug, Problem } from './config-reading.ts';
import { isKeyLikeName, looksLikeKey, looksSecret, type Secrets } from './secrets.ts';
import { explainUnknownKey } from './key-suggestion.ts';

/** Collects the results of reading a config: the problems, the plugs left out and the keys that the user wrote. */
export class ConfigReport {
  readonly problems: Problem[] = [];
  readonly leftOut: SkippedPlug[] = [];
  readonly written = new Set<string>();
  /** The tables of all blocks, to find where a key belongs. */
  readonly #tables: readonly Table[];
  readonly #secrets: Secrets;
  /** The language of the problems. */
  readonly texts: ConfigTexts;

  /** @param secrets texts that no message may show, wherever they were written (a key pasted into the wrong line) */
  constructor(tables: readonly Table[], secrets: Secrets, texts: ConfigTexts) {
    this.#tables = tables;
    this.#secrets = secrets;
    this.texts = texts;
  }

  /** Adds a problem with its own sentence. */
  add(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  /**
   * Adds a value that can't be used: "is «what was found»; «what is needed». «what happens next»".
   *
   * @param secret true if the value must not be shown although its name looks harmless
   */
  refuse(path: string, value: unknown, needed: ConfigText, next: ConfigText, secret = false): void {
    const isSecret = this.#secrets.contains(value) || looksLikeKey(value);
    const hidden = secret || isSecret || looksSecret(path.slice(path.lastIndexOf('.') + 1));
    // Some sentences contain a correct value to write instead, such as the host of a URL.
    const text = needed(this.texts);
    this.add(
      path,
      this.texts.refused({
        found: describeValue(value, hidden, this.texts),
        needed: isSecret ? this.#secrets.masked(text) : text,
        next: next(this.texts),
      }),
    );
  }

  /** Adds a key that this block does not know. A key that looks like a secret is not shown, not even in part. */
  unknownKey(block: string, key: string, table: Table): void {
    if (this.#secrets.contains(key) || isKeyLikeName(key)) {
      this.add(`${block}["(hidden)"]`, this.texts.hiddenKey);
    } else this.add(pathOf(block, key), explainUnknownKey(key, table, this.#tables, this.texts));
  }

  /** Whether a value that would be shown in the Home app or the log is a key or a password of this config. */
  isPasted(value: unknown): boolean {
    return this.#secrets.isPasted(value);
  }
}
