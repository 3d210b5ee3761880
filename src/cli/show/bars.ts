const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar for a value between 0 and `max`, at most `columns` long; any value above 0 is visible. */
export function bar(value: number, max: number, columns: number): string {
  if (!(value > 0) || !(max > 0)) return '';
  const eighths = Math.max(1, Math.round((Math.min(value, max) / max) * columns * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** A line of small bars, from 0 to the largest of the values. */
export function sparkline(values: readonly number[]): string {
  const max = Math.max(...values);
  return values
    .map(value => {
      const level = max > 0 ? Math.round((Math.max(0, value) / max) * (LEVELS.length - 1)) : 0;
      return LEVELS[level] ?? '';
    })
    .join('');
}
