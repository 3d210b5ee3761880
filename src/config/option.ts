import type { ConfigText } from '../texts/en/config-problems.ts';
import type { Block } from './block.ts';
import type { JsonShape, Kind } from './kinds.ts';

/** One row of a table: the definition of an option for the reader, the settings screen and the documentation. */
export interface OptionDescription {
  /** The title on the settings screen. */
  readonly title: string;
  /** What the option does, for the settings screen and the documentation. */
  readonly description: string;
  /** Further text for the documentation only, in Markdown. */
  readonly more?: string;
  /** Synonyms from other plugins and from users: lower case, without hyphens, underscores and spaces. */
  readonly synonyms?: readonly string[];
  /** What is needed if a required value is missing, unless the kind explains it well enough. */
  readonly missing?: ConfigText;
}

/** A sentence on what happens until a wrong value is corrected. `leavesOut`: the block around it is not used. */
export type Consequence =
  | { readonly otherwise: ConfigText; readonly leavesOut?: never }
  | { readonly leavesOut: ConfigText; readonly otherwise?: never };

/** No sentence is needed: the default is used. */
type MaybeConsequence = Consequence | { readonly otherwise?: never; readonly leavesOut?: never };

/** A value in the config, and its path. */
export interface LocatedValue {
  readonly value: unknown;
  readonly path: string;
  /** The block that contains it. */
  readonly block: Block;
}

/** The value of a key. `value` is undefined if the key is absent, or its value was refused. */
export interface FieldValue<T> {
  readonly value: T | undefined;
  readonly refused: boolean;
}

/** A kind of value that contains values: problems inside are reported at their own path. */
export interface Nested<T> {
  readonly json: JsonShape;
  /** The tables of the blocks inside. */
  readonly tables: readonly Table[];
  /** In a list: its entries. Blocks have only a title here. */
  readonly entry?: Pick<ListEntry, 'title'> & Partial<ListEntry>;
  /** What is needed instead; completes "is «found»; …", without a full stop. */
  needs(value: unknown): ConfigText;
  /** Reads and reports; `otherwise` is the sentence for a value of another kind. */
  readAt(found: LocatedValue, otherwise: ConfigText): FieldValue<T>;
}

/** An entry of a list of plain values. */
export interface ListEntry<T = unknown> {
  readonly title: string;
  readonly description: string;
  readonly kind: Kind<T>;
  readonly otherwise: ConfigText;
}

interface OptionBase<T> extends OptionDescription {
  readonly kind: Kind<T> | Nested<T>;
}

/** May be left out. */
export type OptionalOption<T> = OptionBase<T> & Consequence & { readonly presence: 'optional' };
/** Has to be there: without it, the block around it is not used. */
export type RequiredOption<T> = OptionBase<T> & Consequence & { readonly presence: 'required' };
/** Inherited from the surrounding block if it is not in this block. */
export type InheritedOption<T> = OptionBase<T> & MaybeConsequence & { readonly presence: 'inherited' };
export type DefaultedOption<T> = OptionBase<T> &
  MaybeConsequence & {
    readonly presence: 'default';
    readonly default: T;
    /** The default in this block, if it depends on other options. `default` is the default of an empty block. */
    readonly defaultIn?: (block: Block) => T;
    /** The description of the default, if the value alone is not clear. */
    readonly defaultText?: string;
  };

export type Option<T = unknown> = OptionalOption<T> | RequiredOption<T> | InheritedOption<T> | DefaultedOption<T>;
export type Options = Readonly<Record<string, Option>>;

/** The table of a block. */
export interface Table<T extends Options = Options> {
  /** By key, in the order of the documentation. */
  readonly options: T;
  /** Where its keys belong, for a key that was written elsewhere: "in …". */
  readonly location: ConfigText;
  /** Valid keys that are not this plugin's. */
  readonly foreign?: readonly string[];
  /** Keys that people write, which have no counterpart here. */
  readonly needless?: readonly UnneededKeys[];
}

/** Words that match no option (spelt like synonyms), and why there is none. */
export interface UnneededKeys {
  readonly words: readonly string[];
  /** A sentence that begins in lower case. */
  readonly why: ConfigText;
}

type KeysWith<T extends Options, Presence> = {
  [K in keyof T]: T[K] extends { readonly presence: Presence } ? K : never;
}[keyof T];

type ValueOf<O> = O extends Option<infer T> ? T : never;

/** A block after reading: every value checked, every default filled in. */
export type Values<T extends Options> = Flattened<
  { readonly [K in Exclude<keyof T, KeysWith<T, 'optional'>>]: ValueOf<T[K]> } & {
    readonly [K in KeysWith<T, 'optional'>]?: ValueOf<T[K]>;
  }
>;

/** The keys of a table that the surrounding block has too. */
export type InheritedKeys<T extends Options> = KeysWith<T, 'inherited'>;

type Flattened<T> = { [K in keyof T]: T[K] };

export function optional<T>(kind: OptionBase<T>['kind'], row: OptionDescription & Consequence): OptionalOption<T> {
  return { ...row, kind, presence: 'optional' };
}

export function required<T>(kind: OptionBase<T>['kind'], row: OptionDescription & Consequence): RequiredOption<T> {
  return { ...row, kind, presence: 'required' };
}

export function inherited<T>(
  kind: OptionBase<T>['kind'],
  row: OptionDescription & MaybeConsequence,
): InheritedOption<T> {
  return { ...row, kind, presence: 'inherited' };
}

/** @param value the default; shown in messages unless the row has `otherwise` */
export function withDefault<T>(
  kind: OptionBase<T>['kind'],
  value: NoInfer<T>,
  row: OptionDescription & MaybeConsequence & Pick<DefaultedOption<T>, 'defaultIn' | 'defaultText'>,
): DefaultedOption<T> {
  return { ...row, kind, presence: 'default', default: value };
}

/** The values of an empty block of this table, without required and inherited ones. */
export function defaultsOf<T extends Options>(options: T): Pick<Values<T>, KeysWith<T, 'default'> & keyof Values<T>> {
  const entries = Object.entries<Option>(options).flatMap(([key, option]) =>
    option.presence === 'default' ? [[key, option.default] as const] : [],
  );
  // The compiler cannot follow a loop over the keys of a type; the filter above is KeysWith<T, 'default'>.
  return Object.fromEntries<unknown>(entries) as Pick<Values<T>, KeysWith<T, 'default'> & keyof Values<T>>;
}

/** A table, then the tables of the blocks inside it, from the outside to the inside. */
export function tablesIn(table: Table): readonly Table[] {
  const inside = Object.values(table.options).flatMap(({ kind }) => ('tables' in kind ? kind.tables : []));
  return [table, ...inside.flatMap(tablesIn)];
}
