/**
 * What loading the package costs, which Homebridge does at each start, configured or not: each time in a Node of its own that
 * does nothing else, in turns. Processor time, so that other programs count little.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { byEffort, type Part } from '../lib/part.ts';
import { median } from '../lib/percentiles.ts';
import { ms, times } from '../lib/table.ts';

/** An empty plugin; the same with undici and p-queue, without which no plug is reached; ours. */
const PACKAGES = ['../baseline/empty/index.js', '../baseline/empty/with-dependencies.js', '../../dist/src/index.js'];

interface Loaded {
  /** Milliseconds of the whole process. */
  readonly process: number;
  /** Of the import alone. */
  readonly import: number;
  readonly megabytes: number;
}

const SCRIPT = `const before = process.cpuUsage();
await import(process.argv[1]);
const ms = ({ user, system }) => (user + system) / 1000;
console.log([ms(process.cpuUsage()), ms(process.cpuUsage(before)), process.memoryUsage.rss() / 2 ** 20].join());
process.exit();`;

export const importing: Part = {
  name: 'import',
  title: 'loading the package',
  run: async effort => {
    const rounds = byEffort(effort, { full: 25, short: 9, smoke: 1 });
    const measured = PACKAGES.map((): Loaded[] => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [at, path] of PACKAGES.entries()) measured[at]?.push(await load(path));
    const row = (what: string, key: keyof Loaded, unit: string): readonly string[] => {
      const [empty = NaN, dependencies = NaN, ours = NaN] = measured.map(list => median(list.map(one => one[key])));
      const cells = [empty, dependencies, ours].map(value => `${ms(value)} ${unit}`);
      return [what, ...cells, times(ours, empty), times(ours, dependencies)];
    };
    return [
      {
        name: 'import',
        head: ['median', 'empty', 'empty, with undici and p-queue', 'ours', 'to empty', 'to that with both'],
        rows: [
          row('a Node that loads it and ends', 'process', 'ms'),
          // Of a file of three lines no ratio means anything.
          row('the import alone', 'import', 'ms').with(4, '–'),
          row('resident memory afterwards', 'megabytes', 'MB'),
        ],
      },
    ];
  },
};

async function load(path: string): Promise<Loaded> {
  // Without the network fence of NODE_OPTIONS, which is loaded first and takes its time.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = ['--input-type=module', '-e', SCRIPT, new URL(path, import.meta.url).href];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const [whole = NaN, alone = NaN, megabytes = NaN] = stdout.split(',').map(Number);
  return { process: whole, import: alone, megabytes };
}
