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
 * Describes a config value for a message: `"one" (text)`, `7 (number)`, `a list`. Never throws.
 *
 * @param secret true for the type only: `a text of 31 characters`
 */
export function describeValue(value: unknown, secret: boolean): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null (nothing)';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string': {
      if (value === '') return 'an empty text';
      const length = [...value].length;
      if (secret) return `a text of ${length.toString()} ${length === 1 ? 'character' : 'characters'}`;
      return `${quote(value)} (text)`;
    }
    case 'number':
      return secret ? 'a number' : `${value.toString()} (number)`;
    case 'boolean':
      return secret ? 'true or false' : value.toString();
    case 'object':
      return 'a block in { }';
    default:
      return `a ${typeof value}`;
  }
}

/** The path of a key in a block: `devices[0].led`, or `devices[0]["odd name"]`. */
export function pathOf(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]{0,59}$/.test(key)) return `${parent}[${quote(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
