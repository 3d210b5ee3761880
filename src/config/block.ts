import type { ConfigText, ConfigTexts } from '../texts/en/config-problems.ts';
import { describeValue as describe, pathOf } from './value-description.ts';
import type { Kind } from './kinds.ts';
import type { FieldValue, LocatedValue, Option, Options, Table, Values } from './option.ts';
import type { ConfigReport } from './config-report.ts';

const ABSENT: FieldValue<never> = { value: undefined, refused: false };

/**
 * One `{ … }` of the config, read by its table: wrong values are reported with their path, never thrown. Each key is
 * read once, when its value is first requested. A key with the value `undefined` counts as absent.
 */
export class Block {
  readonly path: string;
  readonly report: ConfigReport;
  /** The block around this one. */
  readonly #outer: Block | undefined;
  readonly #options: Options;
  readonly #entries: ReadonlyMap<string, unknown>;
  readonly #fields = new Map<string, FieldValue<unknown>>();

  private constructor(
    entries: ReadonlyMap<string, unknown>,
    options: Options,
    path: string,
    report: ConfigReport,
    outer: Block | undefined,
  ) {
    this.#entries = entries;
    this.#options = options;
    this.path = path;
    this.report = report;
    this.#outer = outer;
  }

  /** The block in a value, its unknown keys reported; undefined (and nothing reported) if the value is not a block. */
  static read(value: unknown, path: string, table: Table, report: ConfigReport, outer?: Block): Block | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = new Map(Object.entries(value).filter(([, entry]) => entry !== undefined));
    for (const key of entries.keys()) {
      if (Object.hasOwn(table.options, key)) report.written.add(pathOf(path, key));
      else if (!key.startsWith('_') && table.foreign?.includes(key) !== true) {
        report.unknownKey(path, key, table);
      }
    }
    return new Block(entries, table.options, path, report, outer);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The path of a key in this block. */
  at(key: string): string {
    return pathOf(this.path, key);
  }

  /** The value of an option of this block's table. */
  field(key: string): FieldValue<unknown> {
    const option = this.#options[key];
    const field = this.#fields.get(key) ?? (option === undefined ? ABSENT : this.#read(key, option));
    this.#fields.set(key, field);
    return field;
  }

  /** Reports the value of a key, or that the key is missing. */
  refuse(key: string, needed: ConfigText, next: ConfigText): void {
    this.report.refuse(this.at(key), this.#entries.get(key), needed, next);
  }

  #read(key: string, option: Option): FieldValue<unknown> {
    const { kind, presence } = option;
    const inherited = presence === 'inherited' ? (this.#outer?.field(key) ?? ABSENT) : ABSENT;
    const fallback = presence === 'default' ? (option.defaultIn?.(this) ?? option.default) : inherited.value;
    const otherwise =
      option.leavesOut ??
      option.otherwise ??
      (({ next }: ConfigTexts) => next.defaultIsUsed({ value: JSON.stringify(fallback) }));
    if (!this.has(key)) {
      const isMissing = presence === 'required' || (presence === 'inherited' && fallback === undefined);
      // A refused value of the outer block was reported there.
      if (isMissing && !inherited.refused) this.refuse(key, option.missing ?? kind.needs(undefined), otherwise);
      return { value: fallback, refused: false };
    }
    const { value, refused } = this.#readKind(
      kind,
      { value: this.#entries.get(key), path: this.at(key), block: this },
      otherwise,
    );
    if (!refused) return { value, refused };
    return { value: option.leavesOut === undefined ? fallback : undefined, refused };
  }

  #readKind(kind: Option['kind'], located: LocatedValue, otherwise: ConfigText): FieldValue<unknown> {
    if ('readAt' in kind) return kind.readAt(located, otherwise);
    const value = readPlain(kind, located, otherwise);
    return { value, refused: value === undefined };
  }
}

/** Reads a plain value, and reports what is wrong or suspicious about it. */
export function readPlain<T>(
  kind: Kind<T>,
  { value, path, block: { report } }: LocatedValue,
  otherwise: ConfigText,
): T | undefined {
  const read = kind.read(value);
  const isHidden = kind.hides?.(value) === true;
  if (read === undefined) report.refuse(path, value, kind.needs(value), otherwise, isHidden);
  else if (!isHidden && report.isPasted(value)) {
    report.refuse(path, value, ({ needs }) => needs.notASecret, otherwise, true);
    return undefined;
  }
  const oddity = read === undefined ? undefined : kind.oddity?.(read, report.texts);
  if (oddity !== undefined) {
    const { texts } = report;
    report.add(path, texts.usedAsWritten({ found: describe(value, true, texts), oddity }));
  }
  return read;
}

/** The result of reading a block. If it is not usable, the problem that leaves it out was reported. */
export type BlockReading<T extends Options> =
  | { readonly isUsable: true; readonly values: Values<T> }
  | { readonly isUsable: false; readonly values: Partial<Values<T>> };

/** Reads all options of a block, in the order of its table. */
export function readBlock<T extends Options>(block: Block, options: T): BlockReading<T> {
  const fields = Object.entries<Option>(options).map(([key, option]) => ({ key, option, ...block.field(key) }));
  const isUsable = fields.every(
    ({ option: { presence, leavesOut }, value, refused }) =>
      (value !== undefined || presence === 'optional') && !(refused && leavesOut !== undefined),
  );
  const present = fields.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]));
  const values: unknown = Object.fromEntries(present);
  // The compiler cannot follow a loop over the keys of a type. Each value was read by its own option's kind, and if
  // `isUsable` is true, none is missing.
  return isUsable ? { isUsable, values: values as Values<T> } : { isUsable, values: values as Partial<Values<T>> };
}
