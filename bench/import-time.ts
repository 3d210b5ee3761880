/**
 * How long it takes to import the plugin, which Homebridge does at each start, configured or not. Two ratios, in processor
 * time, each import in a process of its own, in turns; a ratio is the median of its pairs:
 *
 * - the import alone, against an empty plugin that imports undici and p-queue, without which no plug is reached;
 * - a whole process of Node that imports it, against one that imports an empty plugin without any dependency.
 *
 * Everything else (undici, brokers, MQTT, certificates, metrics, history) is loaded where it is used.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROUNDS = 15;
const LIMIT = 1.5;
const root = fileURLToPath(new URL('../', import.meta.url));

const EMPTY = `export default api => { api.registerPlatform('Empty', class {}); };\n`;
const MEASURE = `const before = process.cpuUsage();
await import(process.argv[1]);
const ms = ({ user, system }) => (user + system) / 1000;
console.log(JSON.stringify({ import: ms(process.cpuUsage(before)), process: ms(process.cpuUsage()) }));`;

interface Cost {
  /** Milliseconds. */
  readonly import: number;
  readonly process: number;
}

// Inside the repository, so that it finds the same dependencies.
const folder = mkdtempSync(join(root, 'dist', 'import-time-'));
try {
  const empty = writeModule('empty.js', EMPTY);
  const withDependencies = writeModule('with-dependencies.js', `import 'undici';\nimport 'p-queue';\n${EMPTY}`);
  const plugin = join(root, 'dist/src/index.js');
  const rounds = Array.from({ length: ROUNDS }, () => ({
    empty: costOf(empty),
    withDependencies: costOf(withDependencies),
    plugin: costOf(plugin),
  }));
  const plain = (pick: (round: (typeof rounds)[number]) => number): string => median(rounds.map(pick)).toFixed(2);
  const wanted = `(at most ${LIMIT.toFixed(1)} is wanted)`;
  console.log(`import, of an empty plugin with the dependencies: ${plain(round => round.withDependencies.import)} ms`);
  console.log(`import, of this plugin: ${plain(round => round.plugin.import)} ms`);
  console.log(`  ratio ${plain(round => round.plugin.import / round.withDependencies.import)} ${wanted}`);
  console.log(`process, with an empty plugin: ${plain(round => round.empty.process)} ms`);
  console.log(`process, with this plugin: ${plain(round => round.plugin.process)} ms`);
  console.log(`  ratio ${plain(round => round.plugin.process / round.empty.process)}`);
} finally {
  rmSync(folder, { recursive: true });
}

function writeModule(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function costOf(file: string): Cost {
  const args = ['--input-type=module', '-e', MEASURE, pathToFileURL(file).href];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Cost;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}
