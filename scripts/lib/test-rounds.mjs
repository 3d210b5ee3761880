// Which test files run, in which rounds, each file in a process of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { filesIn } from './prepare.mjs';
import { run } from './run.mjs';

/** Much longer than the slowest round; a test that hangs must not block CI for an hour. */
const ROUND_LIMIT_MS = 15 * 60_000;
const TEST_LIMIT_MS = 120_000;

/** The test files whose path contains one of the patterns (all files without a pattern). */
export function testFiles(patterns) {
  const all = filesIn('test').filter(path => path.endsWith('.test.ts'));
  return patterns.length === 0 ? all : all.filter(path => patterns.some(pattern => path.includes(pattern)));
}

/**
 * First everything without a Homebridge, then end to end and in the browser. One file more than there are cores runs at
 * once, because most files wait: for a plug's clock, a poll, a page. End to end never more than three, because timing
 * matters there.
 */
export function roundsOf(files) {
  const endToEnd = files.filter(path =>
    ['e2e', 'browser', 'page', 'chaos'].some(folder => path.startsWith(join('test', folder) + sep)),
  );
  const rest = files.filter(path => !endToEnd.includes(path));
  return [
    { files: rest, concurrency: availableParallelism() + 1 },
    { files: endToEnd, concurrency: Math.min(3, availableParallelism() + 1) },
  ].filter(round => round.files.length > 0);
}

/**
 * Runs one round and counts. Each file has its own process, although a single one would be faster: there, a top-level
 * hook of one file runs for the tests of every other (seen on Node 22, 24 and 26), and a crash ends all of them.
 *
 * @param round its files, and how many of them run at once; `coverageFolder` gets a file per process of what it has run
 */
export async function runRound(round, prefix) {
  const { files, concurrency, coverageFolder, limitMs = ROUND_LIMIT_MS, testLimitMs = TEST_LIMIT_MS } = round;
  const folder = mkdtempSync(join(tmpdir(), 'meross-test-'));
  const countsFile = join(folder, 'counts.json');
  // Node 22.12 to 22.17 strip types only with this flag.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const [command, ...args] = [
    ...(prefix ?? []),
    ...[process.execPath, ...strip, '--import', './test/support/fence.mjs', '--import', './test/support/leftovers.mjs'],
    ...['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${testLimitMs}`],
    ...['--test-reporter=./scripts/lib/test-reporter.mjs', '--test-reporter-destination=stdout', ...files],
  ];
  const env = {
    ...process.env,
    ...round.env,
    TEST_COUNTS_FILE: countsFile,
    ...(coverageFolder !== undefined && { NODE_V8_COVERAGE: coverageFolder }),
  };
  const { code } = await run(command, args, { env, timeout: limitMs, killSignal: 'SIGKILL' });
  const counts = read(countsFile);
  rmSync(folder, { recursive: true, force: true });
  // The reporter counts every reported failure; a runner that ended by itself has reported none.
  if (code !== 0 && counts.failed === 0) {
    const text = `the test runner itself ended with ${code}`;
    console.log(`✖ ${text}`);
    counts.failed += 1;
    counts.failures.push(text);
  }
  return counts;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
  }
}
