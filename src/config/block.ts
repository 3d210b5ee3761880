import { pathOf } from './describe.ts';
import { KEYS, type Level } from './keys.ts';
import type { Kind } from './kinds.ts';
import type { Report } from './report.ts';
import { explainUnknownKey } from './suggest.ts';

/** What one key of a block holds. `value` is undefined if the key is absent, or if what it holds was refused. */
export interface Field<T> {
  readonly value: T | undefined;
  readonly refused: boolean;
}

/**
 * One `{ … }` of the config, read key by key: what does not fit is reported with its path, and never thrown. A key with
 * the value `undefined` counts as absent.
 */
export class Block {
  readonly path: string;
  readonly report: Report;
  readonly #entries: ReadonlyMap<string, unknown>;

  private constructor(entries: ReadonlyMap<string, unknown>, path: string, report: Report) {
    this.#entries = entries;
    this.path = path;
    this.report = report;
  }

  /** The block in a value, its unknown keys reported; undefined (and nothing reported) if the value is no block. */
  static read(value: unknown, path: string, level: Level, report: Report): Block | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = new Map(Object.entries(value).filter(([, entry]) => entry !== undefined));
    const known: ReadonlySet<string> = new Set(KEYS[level]);
    for (const key of entries.keys()) {
      if (known.has(key)) report.written.add(pathOf(path, key));
      else if (!key.startsWith('_') && !(level === 'platform' && key === 'platform')) {
        report.say(pathOf(path, key), explainUnknownKey(key, level));
      }
    }
    return new Block(entries, path, report);
  }

  /** The path of a key in this block. */
  at(key: string): string {
    return pathOf(this.path, key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): unknown {
    return this.#entries.get(key);
  }

  /** Reads a key; what does not fit is reported, with `consequence` as the last sentence. */
  field<T>(key: string, kind: Kind<T>, consequence: string): Field<T> {
    if (!this.has(key)) return { value: undefined, refused: false };
    const found = this.get(key);
    const value = kind.read(found);
    if (value === undefined) this.refuse(key, kind.needs(found), consequence, kind.hides?.(found));
    return { value, refused: value === undefined };
  }

  /** Reads a key that may be left out or wrong without harm: the default takes its place. */
  withDefault<T extends string | number | boolean>(key: string, kind: Kind<T>, fallback: T): T {
    const shown = typeof fallback === 'string' ? `"${fallback}"` : fallback.toString();
    return this.field(key, kind, `Until then the default, ${shown}, is used.`).value ?? fallback;
  }

  /** Reads a block within this one; undefined if absent, or reported as no block. */
  block(key: string, level: Level, needed: string, consequence: string): Block | undefined {
    if (!this.has(key)) return undefined;
    const inner = Block.read(this.get(key), this.at(key), level, this.report);
    if (inner === undefined) this.refuse(key, needed, consequence);
    return inner;
  }

  /** Reads a list; undefined if absent, or reported as no list. The items are for the caller to read. */
  list(key: string, needed: string, consequence: string): readonly unknown[] | undefined {
    if (!this.has(key)) return undefined;
    const found = this.get(key);
    if (Array.isArray(found)) return Array.from<unknown>(found);
    this.refuse(key, needed, consequence);
    return undefined;
  }

  /** Reports what a key holds, or that it is missing. */
  refuse(key: string, needed: string, consequence: string, secret = false): void {
    this.report.refuse(this.at(key), this.get(key), needed, consequence, secret);
  }
}
