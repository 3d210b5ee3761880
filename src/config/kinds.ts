import type { ConfigText, ConfigTexts } from '../texts/en/config-problems.ts';
import { quote } from './value-description.ts';
import { oddityOf } from './secrets.ts';

/** A kind of value in `config.schema.json`; a test compares the two. */
export interface JsonShape {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly minimum?: number;
  readonly maximum?: number;
  /** In code points. */
  readonly maxLength?: number;
  readonly minItems?: number;
  /** The only texts that are allowed. */
  readonly words?: readonly string[];
  /** The settings screen shows dots instead of characters. */
  readonly isSecret?: true;
}

/** A kind of value: how it is read, and what to write instead of a wrong one. */
export interface Kind<T> {
  readonly json: JsonShape;
  /** The value, or undefined if it is not of this kind. */
  read(value: unknown): T | undefined;
  /** What is needed instead of `value`; completes "is «found»; …", without a full stop. */
  needs(value: unknown): ConfigText;
  /** Whether a refused value must not be shown. */
  hides?(value: unknown): boolean;
  /** What is suspicious about a value that is accepted nevertheless; completes "is a text that …". */
  oddity?(value: T, texts: ConfigTexts): string | undefined;
}

/** A number's bounds, both allowed. */
export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

/** TCP ports; 0 is not a port. */
export const PORT: NumberBounds = { min: 1, max: 65535, whole: true };

/** `true` or `false`, without quotes. */
export const TRUE_OR_FALSE: Kind<boolean> = {
  json: { type: 'boolean' },
  read: value => (typeof value === 'boolean' ? value : undefined),
  needs: value =>
    value === 'true' || value === 'false' ? ({ needs }) => needs.unquoted({ value }) : ({ needs }) => needs.trueOrFalse,
};

/** A finite number within bounds, without quotes. */
export function numberWithin({ min, max, whole }: NumberBounds): Kind<number> {
  const fits = (value: number): boolean => value >= min && value <= max && (whole !== true || Number.isInteger(value));
  return {
    json: { type: whole === true ? 'integer' : 'number', minimum: min, maximum: max },
    read: value => (typeof value === 'number' && fits(value) ? value : undefined),
    needs: value => {
      const unquoted = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : NaN;
      if (fits(unquoted)) return ({ needs }) => needs.unquoted({ value: unquoted.toString() });
      return ({ needs }) => (whole === true ? needs.wholeNumber : needs.number)({ min, max });
    },
  };
}

/** A text that is not only spaces, read without leading and trailing spaces; `maxLength` in code points. */
export function textUpTo(maxLength: number): Kind<string> {
  return {
    json: { type: 'string', maxLength },
    read: value =>
      typeof value === 'string' && value.trim() !== '' && [...value].length <= maxLength ? value.trim() : undefined,
    needs:
      () =>
      ({ needs }) =>
        needs.textUpTo({ most: maxLength }),
  };
}

/** One of a few words, spelt exactly. */
export function oneOf<T extends string>(...words: readonly [T, ...T[]]): Kind<T> {
  return {
    json: { type: 'string', words },
    read: value => words.find(word => word === value),
    needs:
      () =>
      ({ needs }) =>
        needs.oneOf({ words: words.map(quote).join(', ') }),
  };
}

/** Any text, also an empty one, that a message never shows. */
export const PRIVATE_TEXT: Kind<string> = {
  json: { type: 'string' },
  read: value => (typeof value === 'string' ? value : undefined),
  needs:
    value =>
    ({ needs }) =>
      typeof value === 'number' ? needs.quoted : needs.quotedText,
  hides: () => true,
};

/** A password: any text, also an empty one, that is never shown anywhere. */
export const SECRET: Kind<string> = { ...PRIVATE_TEXT, json: { type: 'string', isSecret: true } };

/** The key of a plug. */
export const KEY: Kind<string> = { ...SECRET, oddity: oddityOf };

/** A plug's uuid, read as lower case. Real ones are hexadecimal, except one trace with a letter beyond f. */
export const UUID: Kind<string> = {
  json: { type: 'string' },
  read: value =>
    typeof value === 'string' && /^[0-9a-z]{32}$/i.test(value.trim()) ? value.trim().toLowerCase() : undefined,
  needs:
    () =>
    ({ needs }) =>
      needs.uuid,
};
