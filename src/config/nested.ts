import type { ConfigText } from '../texts/en/config-problems.ts';
import { Block, readBlock, readPlain } from './block.ts';
import type { ListEntry, FieldValue, LocatedValue, Nested, Options, Table, Values } from './option.ts';
import type { ConfigReport } from './config-report.ts';

const REFUSED: FieldValue<never> = { value: undefined, refused: true };

/**
 * A `{ … }` with a table of its own.
 *
 * @param needed an example of it, as in "«a block such as { … }» is needed"
 * @param finish processes its values once they are read; `refused` holds the keys that were not usable
 */
export function blockOf<T extends Options>(
  table: Table<T>,
  needed: ConfigText,
  finish: (values: Values<T>, refused: (key: keyof T & string) => boolean) => Values<T> = values => values,
): Nested<Values<T>> {
  return {
    json: { type: 'object' },
    tables: [table],
    needs: () => needed,
    readAt: (located, otherwise) => {
      const block = Block.read(located.value, located.path, table, located.block.report, located.block);
      if (block === undefined) return refuse(located, needed, otherwise);
      const { isUsable, values } = readBlock(block, table.options);
      return isUsable ? { value: finish(values, key => block.field(key).refused), refused: false } : REFUSED;
    },
  };
}

/** A value of another kind, or `false`. */
export function falseOr<T>(kind: Nested<T>): Nested<T | false> {
  return {
    ...kind,
    readAt: (located, otherwise) =>
      located.value === false ? { value: false, refused: false } : kind.readAt(located, otherwise),
  };
}

/**
 * A list of plain values. A wrong one is reported, and the others count.
 *
 * @param needed as in "«a list such as […]» is needed"
 * @param empty the message for a list without entries, if it needs one; a list without a valid entry is refused as well
 */
export function listOf<T>(entry: ListEntry<T>, needed: ConfigText, empty?: ConfigText): Nested<readonly T[]> {
  return {
    json: { type: 'array', ...(empty !== undefined && { minItems: 1 }) },
    tables: [],
    entry,
    needs: () => needed,
    readAt: (located, otherwise) => {
      const list = entriesOf(located);
      if (list === undefined) return refuse(located, needed, otherwise);
      if (list.length === 0 && empty !== undefined) return refuse(located, empty, otherwise);
      const values = list.flatMap(item => {
        const value = readPlain(entry.kind, { ...item, block: located.block }, entry.otherwise);
        return value === undefined ? [] : [value];
      });
      return values.length === 0 && empty !== undefined ? REFUSED : { value: values, refused: false };
    },
  };
}

interface UniqueKey<T extends Options> {
  readonly key: keyof T & string;
  readonly id: (values: Partial<Values<T>>) => string | number | undefined;
}

/** The options of a list of blocks, besides the table of its entries. */
export interface ListRules<T extends Options, Result> {
  /** What is needed instead of another list; as in "«a list such as […]» is needed". */
  readonly needed: ConfigText;
  /** What is needed instead of another entry, and what happens to that one. */
  readonly entry: { readonly title: string; readonly needed: ConfigText; readonly otherwise: ConfigText };
  /** The keys that must be unique, each with a function that normalises its values. The first entry counts. */
  readonly unique: readonly UniqueKey<T>[];
  /** What is needed instead of a second entry for the same thing, where `earlier` is the path of the first; and what happens to it. */
  readonly repeated: { readonly needed: (earlier: string) => ConfigText; readonly otherwise: ConfigText };
  readonly finish: (values: Values<T>, path: string, report: ConfigReport) => Result;
  /** Called with an entry that does not count, and with its readable values. */
  readonly onLeftOut?: (report: ConfigReport, path: string, values: Partial<Values<T>>) => void;
}

/**
 * A list of `{ … }`, each by the same table. An unusable entry is reported and left out, and the others count. It still
 * occupies its unique values: a second entry for the same thing does not replace a first one that could not be read.
 */
export function listOfBlocks<T extends Options, Result>(
  table: Table<T>,
  rules: ListRules<T, Result>,
): Nested<readonly Result[]> {
  const { needed, entry, finish, onLeftOut } = rules;
  return {
    json: { type: 'array' },
    tables: [table],
    entry: { title: entry.title },
    needs: () => needed,
    readAt: (located, otherwise) => {
      const list = entriesOf(located);
      if (list === undefined) return refuse(located, needed, otherwise);
      const { report } = located.block;
      const isRepeated = repeatFinder(rules);
      const value = list.flatMap(({ value: inner, path }) => {
        const block = Block.read(inner, path, table, report, located.block);
        if (block === undefined) {
          report.refuse(path, inner, entry.needed, entry.otherwise);
          onLeftOut?.(report, path, {});
          return [];
        }
        const { isUsable, values } = readBlock(block, table.options);
        if (!isRepeated(block, values) && isUsable) return [finish(values, path, report)];
        onLeftOut?.(report, path, values);
        return [];
      });
      return { value, refused: false };
    },
  };
}

/** Reports whether an earlier entry of a list has the same value under one of the unique keys, and stores the values. */
function repeatFinder<T extends Options>({
  unique,
  repeated,
}: Pick<ListRules<T, unknown>, 'unique' | 'repeated'>): (block: Block, values: Partial<Values<T>>) => boolean {
  const rules = unique.map(rule => ({ ...rule, seen: new Map<string | number, string>() }));
  return (block, values) =>
    rules
      .map(({ key, id, seen }) => {
        const value = id(values);
        if (value === undefined) return false;
        const earlier = seen.get(value);
        if (earlier === undefined) seen.set(value, block.path);
        else block.refuse(key, repeated.needed(earlier), repeated.otherwise);
        return earlier !== undefined;
      })
      .includes(true);
}

/** The entries of a list, each with its path; undefined if it is not a list. */
function entriesOf({
  value,
  path,
}: LocatedValue): readonly { readonly value: unknown; readonly path: string }[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return Array.from<unknown>(value).map((entry, index) => ({ value: entry, path: `${path}[${index.toString()}]` }));
}

function refuse({ value, path, block }: LocatedValue, needed: ConfigText, otherwise: ConfigText): FieldValue<never> {
  block.report.refuse(path, value, needed, otherwise);
  return REFUSED;
}
