import type { Block } from './block.ts';
import type { JsonShape, Kind } from './kinds.ts';

/** One row of a table: all that is known of an option, in every place where something is said or asked of it. */
export interface OptionDescription {
  /** As the settings screen has it. */
  readonly title: string;
  /** What it does, as the settings screen and the documentation have it. */
  readonly description: string;
  /** What only the documentation says, in Markdown. */
  readonly more?: string;
  /** Words that other plugins, and people, use for it: lower case, without hyphens, underscores and spaces. */
  readonly synonyms?: readonly string[];
  /** What is needed where it is missing and must not be, unless the kind says it well enough. */
  readonly missing?: string;
}

/** What happens until a wrong value is corrected: a sentence. `leavesOut`: the block around it is not used. */
export type Consequence =
  | { readonly otherwise: string; readonly leavesOut?: never }
  | { readonly leavesOut: string; readonly otherwise?: never };

/** What happens is clear without a sentence: the default is used. */
type MaybeConsequence = Consequence | { readonly otherwise?: never; readonly leavesOut?: never };

/** A value in the config, and where it stands. */
export interface LocatedValue {
  readonly value: unknown;
  readonly path: string;
  /** The block that it stands in. */
  readonly block: Block;
}

/** What a key of a block holds. `value` is undefined if the key is absent, or if what it holds was refused. */
export interface FieldValue<T> {
  readonly value: T | undefined;
  readonly refused: boolean;
}

/** A kind of value with values inside: what is wrong in there is reported at its own path. */
export interface Nested<T> {
  readonly json: JsonShape;
  /** The tables of the blocks inside. */
  readonly tables: readonly Table[];
  /** In a list: its entries. Those that are blocks have no more than a title here. */
  readonly entry?: Pick<ListEntry, 'title'> & Partial<ListEntry>;
  /** What is needed instead; completes "is «found»; …", without a full stop. */
  needs(value: unknown): string;
  /** Reads and reports; `otherwise` is the sentence for a value of another kind. */
  readAt(found: LocatedValue, otherwise: string): FieldValue<T>;
}

/** An entry of a list of plain values. */
export interface ListEntry<T = unknown> {
  readonly title: string;
  readonly description: string;
  readonly kind: Kind<T>;
  readonly otherwise: string;
}

interface OptionBase<T> extends OptionDescription {
  readonly kind: Kind<T> | Nested<T>;
}

/** May be left out. */
export type OptionalOption<T> = OptionBase<T> & Consequence & { readonly presence: 'optional' };
/** Has to be there: without it, the block around it is not used. */
export type RequiredOption<T> = OptionBase<T> & Consequence & { readonly presence: 'required' };
/** That of the block around the block, where it does not stand in the block. */
export type InheritedOption<T> = OptionBase<T> & MaybeConsequence & { readonly presence: 'inherited' };
export type DefaultedOption<T> = OptionBase<T> &
  MaybeConsequence & {
    readonly presence: 'default';
    readonly default: T;
    /** The default in this block, where it depends on others of its options. `default` is that of an empty block. */
    readonly defaultIn?: (block: Block) => T;
    /** How the default is described, where the value does not say it. */
    readonly defaultText?: string;
  };

export type Option<T = unknown> = OptionalOption<T> | RequiredOption<T> | InheritedOption<T> | DefaultedOption<T>;
export type Options = Readonly<Record<string, Option>>;

/** A sort of block. */
export interface Table<T extends Options = Options> {
  /** By key, in the order of the documentation. */
  readonly options: T;
  /** Where one of its keys belongs, for a key that stands elsewhere: "in …". */
  readonly location: string;
  /** Keys that are not this plugin's and stand there rightly. */
  readonly foreign?: readonly string[];
  /** Keys that people bring along, which have no counterpart here. */
  readonly needless?: readonly UnneededKeys[];
}

/** Words that mean no option (spelt like synonyms), and why there is none. */
export interface UnneededKeys {
  readonly words: readonly string[];
  readonly why: string;
}

type KeysWith<T extends Options, Presence> = {
  [K in keyof T]: T[K] extends { readonly presence: Presence } ? K : never;
}[keyof T];

type ValueOf<O> = O extends Option<infer T> ? T : never;

/** What a block reads as: every value checked, every default filled in. */
export type Values<T extends Options> = Flattened<
  { readonly [K in Exclude<keyof T, KeysWith<T, 'optional'>>]: ValueOf<T[K]> } & {
    readonly [K in KeysWith<T, 'optional'>]?: ValueOf<T[K]>;
  }
>;

/** The keys of a table that are the surrounding block's business as well. */
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

/** @param value the default; shown in messages unless the row says `otherwise` */
export function withDefault<T>(
  kind: OptionBase<T>['kind'],
  value: NoInfer<T>,
  row: OptionDescription & MaybeConsequence & Pick<DefaultedOption<T>, 'defaultIn' | 'defaultText'>,
): DefaultedOption<T> {
  return { ...row, kind, presence: 'default', default: value };
}

/** What a block of this table reads as if it is empty, save for what it needs or inherits. */
export function defaultsOf<T extends Options>(options: T): Pick<Values<T>, KeysWith<T, 'default'> & keyof Values<T>> {
  const entries = Object.entries<Option>(options).flatMap(([key, option]) =>
    option.presence === 'default' ? [[key, option.default] as const] : [],
  );
  // The compiler cannot follow a loop over the keys of a type; the filter above is KeysWith<T, 'default'>.
  return Object.fromEntries<unknown>(entries) as Pick<Values<T>, KeysWith<T, 'default'> & keyof Values<T>>;
}

/** A table, then those of the blocks inside it, from the outside to the inside. */
export function tablesIn(table: Table): readonly Table[] {
  const inside = Object.values(table.options).flatMap(({ kind }) => ('tables' in kind ? kind.tables : []));
  return [table, ...inside.flatMap(tablesIn)];
}
