import type { ConfigTexts } from '../texts/en/config-problems.ts';

const SHOWN_LENGTH = 60;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu;

/** A text in quotes, fit for one line of a log: at most 60 characters, invisible ones escaped. */
export function quote(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN_LENGTH + 2)];
  const isCut = characters.length > SHOWN_LENGTH || text.length > 2 * SHOWN_LENGTH + 2;
  const shown = JSON.stringify(characters.slice(0, SHOWN_LENGTH).join('') + (isCut ? '…' : ''));
  return shown.replace(INVISIBLE, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Describes a config value for a message: `is "one" (text)`, `is 7 (number)`, `is a list`. Never throws.
 *
 * @param secret true for the type only: `is a text of 31 characters`
 */
export function describeValue(value: unknown, secret: boolean, { found }: ConfigTexts): string {
  if (value === undefined) return found.missing;
  if (value === null) return found.null;
  if (Array.isArray(value)) return found.list;
  switch (typeof value) {
    case 'string': {
      if (value === '') return found.emptyText;
      return secret ? found.hiddenText({ length: [...value].length }) : found.text({ quoted: quote(value) });
    }
    case 'number':
      return secret ? found.hiddenNumber : found.number({ value });
    case 'boolean':
      return secret ? found.hiddenBoolean : found.boolean({ value });
    case 'object':
      return found.block;
    default:
      return found.other({ type: typeof value });
  }
}

/** The path of a key in a block: `devices[0].led`, or `devices[0]["odd name"]`. */
export function pathOf(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]{0,59}$/.test(key)) return `${parent}[${quote(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
