// A reporter for node:test: one line per file, failures in full, and the counts for the last line of `npm test`.
import { relative, resolve } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { replaceFile } from './replace-file.mjs';

/** scripts/test.mjs reads the counts here; written after every test, so that they survive a crash of the runner. */
const countsFile = process.env.TEST_COUNTS_FILE;
/** `failures`: each as text, to be repeated at the end, where a shortened log of a CI still has it. */
const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

const files = new Map();
const resultOf = path => {
  const file = resolve(path);
  if (!files.has(file))
    files.set(file, { passed: 0, failed: 0, skipped: 0, ms: 0, failures: [], skips: [], output: '' });
  return files.get(file);
};

export default async function* reporter(events) {
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') resultOf(data.file).output += data.message;
    if (type === 'test:pass' || type === 'test:fail') yield* ended(data, type === 'test:pass');
    if (type === 'test:complete') yield* processEnded(data);
    if (type === 'test:summary' && data.file !== undefined) yield* fileSummarised(data);
  }
  // A file that both failed a test and ended badly gets neither a summary nor an event of its own.
  for (const [path, file] of files) if (!file.closed) yield* closing(path, file);
}

/** One test, suite or whole file has ended. */
function* ended(data, ok) {
  const whole = wholeFile(data);
  const file = resultOf(whole ?? data.file);
  if (whole !== undefined) {
    // Only files without a test, or that end badly after their tests, are reported as a whole.
    fail(whole, ok ? 'contains no test, or ended before reporting one' : `ended badly: ${ending(data.details.error)}`);
    file.ms = data.details.duration_ms;
    yield* closing(whole, file);
  } else if (!ok && !onlySubtestsFailed(data)) {
    fail(data.file, `${data.name}  (line ${data.line})\n${reason(data.details.error)}`);
  } else if (ok && data.details.type !== 'suite') {
    const isRun = data.skip === undefined && data.todo === undefined;
    count(file, isRun ? 'passed' : 'skipped');
    if (!isRun) file.skips.push(`${data.name}: ${data.skip ?? data.todo}`);
  }
}

/** All tests of a file are reported and its process has ended, in either order, because files are reported in turn. */
function* fileSummarised(data) {
  const file = resultOf(data.file);
  file.isSummarised = true;
  file.ms = data.duration_ms;
  if (file.exit === 'well') yield* closing(data.file, file);
}

function* processEnded(data) {
  const whole = wholeFile(data);
  if (whole === undefined) return;
  const file = resultOf(whole);
  const { error } = data.details;
  file.exit = error === undefined || onlySubtestsFailed(data) ? 'well' : 'badly'; // badly: a test:fail comes for the file
  if (file.isSummarised && file.exit === 'well') yield* closing(whole, file);
}

const wholeFile = data => {
  const path = resolve(data.name);
  return data.nesting === 0 && /\.test\.[mc]?[jt]s$/.test(path) && (data.file ?? path) === path ? path : undefined;
};

/** A suite or parent test that failed only because a test inside it failed, which is already reported. */
const onlySubtestsFailed = data => data.details.error?.failureType === 'subtestsFailed';

function fail(path, text) {
  const file = resultOf(path);
  file.failures.push(text);
  counts.failures.push(`${relative('.', path)}: ${stripVTControlCharacters(text)}`);
  count(file, 'failed');
}

function count(file, what) {
  counts[what] += 1;
  file[what] += 1;
  if (countsFile) replaceFile(countsFile, JSON.stringify(counts));
}

/** The error as the test threw it, not as node:test wraps it; the message of an assertion contains its diff. */
function reason(error) {
  const cause = error?.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? inspect(cause) : String(cause?.message ?? cause);
  return text.replaceAll(/^ *at .*node:(internal|async_hooks).*\n/gm, '');
}

const ending = error => (error?.exitCode === undefined ? reason(error) : `exit code ${error.exitCode ?? error.signal}`);

function* closing(path, file) {
  file.closed = true;
  const skipped = file.skipped > 0 ? `, ${file.skipped} skipped` : '';
  const numbers = file.failed > 0 ? `${file.passed} passed, ${file.failed} FAILED` : `${file.passed} passed`;
  yield `${file.failed > 0 ? '✖' : '✔'} ${relative('.', path)}  ${numbers}${skipped}  (${(file.ms / 1000).toFixed(1)} s)\n`;
  for (const skip of file.skips) yield `    ↷ ${skip}\n`;
  for (const failure of file.failures) yield indent(`✖ ${failure}`);
  if (file.failures.length > 0 && file.output !== '') yield indent(`what it printed:\n${file.output}`);
}

const indent = text => `${stripVTControlCharacters(text).trimEnd().replaceAll(/^/gm, '    ')}\n\n`;
