/** Characters that JSON does not escape, but that a terminal may obey or that change the order of text. */
const UNSEEN = /[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/** A value as one line of JSON. Invisible characters are escaped: the same data, harmless in a terminal. */
export function oneLine(value: unknown): string {
  return harmless(JSON.stringify(value));
}

/** The same on several lines, for people. */
export function indented(value: unknown): string {
  return harmless(JSON.stringify(value, null, 2));
}

function harmless(json: string): string {
  return json.replace(UNSEEN, character =>
    [...Array(character.length).keys()]
      .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
