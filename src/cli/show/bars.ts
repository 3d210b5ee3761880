const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar for a value between 0 and `most`, at most `columns` long; what is there at all can be seen. */
export function bar(value: number, most: number, columns: number): string {
  if (!(value > 0) || !(most > 0)) return '';
  const eighths = Math.max(1, Math.round((Math.min(value, most) / most) * columns * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** A line of small bars, from 0 to the largest of the values. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values);
  return values
    .map(value => {
      const level = most > 0 ? Math.round((Math.max(0, value) / most) * (LEVELS.length - 1)) : 0;
      return LEVELS[level] ?? '';
    })
    .join('');
}
