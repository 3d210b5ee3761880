// cspell:words Consolas
// What a terminal showed, as an SVG with a dark background of its own: readable on light and on dark pages.
const COLUMN = 8.43; // the width of a character at this font size
const LINE = 19;
const FONT_SIZE = 14;
const PADDING = 20;
const TITLE_BAR = 34;

/** The colours of SGR codes 31 to 37 and 90; 30, black, is the default colour, because the background is dark. */
const COLOURS = {
  ...{ 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#76e3ea', 37: '#b1bac4' },
  90: '#8b949e',
};
const STYLE = `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;fill:#e6edf3}
.b{font-weight:bold}.d{fill:#9aa4ae}${Object.entries(COLOURS)
  .map(([code, colour]) => `.c${code}{fill:${colour}}`)
  .join('')}`;

/**
 * @param text with SGR escape sequences; a line longer than `columns` goes on in the next row, as in a terminal
 * @param title of the window
 */
export function terminalSvg(text, { title, columns }) {
  const rows = text.split('\n').flatMap(line => wrapped(cellsOf(line), columns));
  const width = Math.ceil(columns * COLUMN + 2 * PADDING);
  const height = TITLE_BAR + rows.length * LINE + PADDING;
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${22 + at * 20}" cy="18" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<rect width="${width}" height="${height}" rx="10" fill="#0d1117" stroke="#30363d"/>
${dots.join('')}
<text x="${width / 2}" y="23" text-anchor="middle" class="d">${escaped(title)}</text>
${rows.map(rowSvg).join('\n')}
</svg>
`;
}

/** The characters of a line, each with the classes that its escape sequences ask for. */
function cellsOf(line) {
  const cells = [];
  const style = { bold: false, dim: false, colour: '' };
  line.split(/\x1b\[([\d;]*)m/).forEach((part, at) => {
    if (at % 2 === 1) for (const code of part.split(';')) apply(style, Number(code));
    else for (const character of part) cells.push({ character, classes: classesOf(style) });
  });
  return cells;
}

function apply(style, code) {
  if (code === 0) Object.assign(style, { bold: false, dim: false, colour: '' });
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code in COLOURS) style.colour = `c${code}`;
  else if (code === 30 || code === 39) style.colour = '';
}

const classesOf = ({ bold, dim, colour }) => [bold && 'b', dim && 'd', colour].filter(Boolean).join(' ');

function wrapped(cells, columns) {
  const rows = [];
  do rows.push(cells.splice(0, columns));
  while (cells.length > 0);
  return rows;
}

/** One row: a span for each stretch of one style, placed by its column, so that tables stay straight in any font. */
function rowSvg(cells, row) {
  const spans = [];
  cells.forEach(({ character, classes }, column) => {
    const last = spans.at(-1);
    const goesOn = last?.classes === classes && last.column + last.text.length === column && !last.text.endsWith('  ');
    if (goesOn) last.text += character;
    else spans.push({ classes, column, text: character });
  });
  const shown = spans.filter(({ text }) => text.trim() !== '');
  const y = TITLE_BAR + (row + 1) * LINE - 5;
  const x = column => (PADDING + column * COLUMN).toFixed(1);
  const parts = shown.map(
    ({ classes, column, text }) =>
      `<tspan x="${x(column)}"${classes && ` class="${classes}"`}>${escaped(text)}</tspan>`,
  );
  return parts.length === 0 ? '' : `<text y="${y}">${parts.join('')}</text>`;
}

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
