/** Characters that JSON allows as they are, and that a terminal might obey or show in another order. */
const UNSEEN = /[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/** A value as one line of JSON. What nobody can see is written as an escape: the same data, harmless in a terminal. */
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
