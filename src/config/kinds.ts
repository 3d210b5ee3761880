import { quote } from './describe.ts';
import type { Bounds } from './defaults.ts';

/** A sort of value: how it is read, and what to tell somebody who wrote something else. */
export interface Kind<T> {
  /** The value, or undefined if it is not of this kind. */
  read(value: unknown): T | undefined;
  /** What is needed instead of `value`; completes "is «found»; …", without a full stop. */
  needs(value: unknown): string;
  /** Whether a refused value must not be shown. */
  hides?(value: unknown): boolean;
}

/** `true` or `false`; not the words in quotes. */
export const TRUE_OR_FALSE: Kind<boolean> = {
  read: value => (typeof value === 'boolean' ? value : undefined),
  needs: value =>
    value === 'true' || value === 'false' ? `write ${value} without quotes` : 'true or false is needed, without quotes',
};

/** A finite number within bounds; not one in quotes. */
export function numberWithin({ min, max, whole }: Omit<Bounds, 'default'>): Kind<number> {
  const fits = (value: number): boolean => value >= min && value <= max && (whole !== true || Number.isInteger(value));
  return {
    read: value => (typeof value === 'number' && fits(value) ? value : undefined),
    needs: value => {
      const unquoted = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : NaN;
      if (fits(unquoted)) return `write ${unquoted.toString()} without quotes`;
      return `a ${whole === true ? 'whole ' : ''}number from ${min.toString()} to ${max.toString()} is needed`;
    },
  };
}

/** A text that does not only consist of spaces, read without those around it; `maxLength` in code points. */
export function textUpTo(maxLength: number): Kind<string> {
  return {
    read: value =>
      typeof value === 'string' && value.trim() !== '' && [...value].length <= maxLength ? value.trim() : undefined,
    needs: () => `a text of 1 to ${maxLength.toString()} characters is needed`,
  };
}

/** One of a few words, spelt exactly. */
export function oneOf<T extends string>(...words: readonly [T, ...T[]]): Kind<T> {
  return {
    read: value => words.find(word => word === value),
    needs: () => `one of ${words.map(quote).join(', ')} is needed`,
  };
}

/** Whose business a plug's clock is. */
export const CLOCK = oneOf('plug', 'auto');

/** Any text, also an empty one. */
export const KEY: Kind<string> = {
  read: value => (typeof value === 'string' ? value : undefined),
  needs: value => (typeof value === 'number' ? 'write it in quotes' : 'a text in quotes is needed'),
  hides: () => true,
};

/** A plug's uuid, read as lower case. Real ones are hexadecimal, but for one trace with a letter beyond f. */
export const UUID: Kind<string> = {
  read: value =>
    typeof value === 'string' && /^[0-9a-z]{32}$/i.test(value.trim()) ? value.trim().toLowerCase() : undefined,
  needs: () => 'the 32 digits and letters that the plug reports as its uuid are needed, without hyphens',
};
