/** Anything a terminal obeys, or that changes the order in which text is shown; joiners within emoji are left. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const JOINERS = new Set(['\u200c', '\u200d']);

/**
 * What somebody else said (a plug, the network, a file), fit for a terminal: what would move the cursor, change colours
 * or turn the text around is shown instead of obeyed. Escape is shown as `␛`, others as their picture or `�`.
 */
export function plain(text: string): string {
  return text.replace(UNSEEN, character => {
    if (JOINERS.has(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}

/** Made when it is first needed, for that takes as long as all else in this file. */
let segmenter: Intl.Segmenter | undefined;

function graphemesOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** East Asian wide characters and pictures take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** Columns that a text takes in a terminal; without colours in it. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of graphemesOf(text)) columns += columnsOf(segment);
  return columns;
}

/** A text of at most so many columns, its end cut off where it is longer. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let shown = '';
  let used = 0;
  for (const { segment } of graphemesOf(text)) {
    used += columnsOf(segment);
    if (used > columns - 1) break;
    shown += segment;
  }
  return `${shown}…`;
}

function columnsOf(grapheme: string): number {
  if (/^\p{M}+$/u.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
