/** Characters that a terminal obeys, or that change the order of text; joiners within emoji are kept. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const JOINERS = new Set(['\u200c', '\u200d']);

/**
 * A text from a plug, the network or a file, safe for a terminal: characters that would move the cursor, change colours
 * or reverse the text are shown instead of obeyed. Escape is shown as `␛`, others as their picture or `�`.
 */
export function plain(text: string): string {
  return text.replace(UNSEEN, character => {
    if (JOINERS.has(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}

/** Created when first needed, because that takes as long as everything else in this file. */
let segmenter: Intl.Segmenter | undefined;

function graphemesOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** East Asian wide characters and pictures take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** The columns of a text in a terminal. The text has no colours. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of graphemesOf(text)) columns += columnsOf(segment);
  return columns;
}

/** A text cut to a number of columns; a cut ends in `…`. */
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
