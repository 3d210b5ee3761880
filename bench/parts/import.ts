/** What loading the package costs, in a Node of its own that does nothing else, against an empty plugin. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { byEffort, type Part } from '../lib/part.ts';
import { median } from '../lib/percentiles.ts';
import { ms, times } from '../lib/table.ts';

const PACKAGES = { empty: '../baseline/empty/index.js', ours: '../../dist/src/index.js' };

interface Loaded {
  /** The whole process. */
  readonly processMs: number;
  /** The import alone. */
  readonly importMs: number;
  readonly megabytes: number;
}

export const importing: Part = {
  name: 'import',
  title: 'loading the package',
  run: async effort => {
    const rounds = byEffort(effort, { full: 25, short: 9, smoke: 1 });
    const measured = { empty: [] as Loaded[], ours: [] as Loaded[] };
    for (let round = 0; round < rounds; round += 1) {
      measured.empty.push(await load(PACKAGES.empty));
      measured.ours.push(await load(PACKAGES.ours));
    }
    const row = (what: string, key: keyof Loaded, unit: string): readonly string[] => {
      const [empty, ours] = [measured.empty, measured.ours].map(list => median(list.map(one => one[key])));
      return [what, `${ms(empty ?? NaN)} ${unit}`, `${ms(ours ?? NaN)} ${unit}`, times(ours ?? NaN, empty ?? NaN)];
    };
    return [
      {
        name: 'import',
        head: ['median', 'empty plugin', 'ours', 'ratio'],
        rows: [
          row('a Node that loads it and ends', 'processMs', 'ms'),
          // Of a file of three lines no ratio means anything.
          row('the import alone', 'importMs', 'ms').with(-1, '–'),
          row('resident memory afterwards', 'megabytes', 'MB'),
        ],
      },
    ];
  },
};

async function load(path: string): Promise<Loaded> {
  const url = new URL(path, import.meta.url).href;
  const script = `const from = performance.now(); await import(${JSON.stringify(url)});
    console.log(JSON.stringify([performance.now() - from, process.memoryUsage.rss() / 2 ** 20])); process.exit()`;
  const from = performance.now();
  // Without the network fence of NODE_OPTIONS, which is loaded first and takes its time.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  const processMs = performance.now() - from;
  const numbers: unknown = JSON.parse(stdout);
  const [importMs, megabytes] = Array.isArray(numbers) ? numbers.map(Number) : [];
  return { processMs, importMs: importMs ?? NaN, megabytes: megabytes ?? NaN };
}
