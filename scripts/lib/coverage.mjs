// Which lines and branches of src the tests have run. V8 counts while they run (NODE_V8_COVERAGE); this adds up what all
// processes have written. Types are stripped in place, so the offsets of V8 are those of the source.
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesIn } from './prepare.mjs';
import { root } from './run.mjs';

/** The page runs in a browser, which test/page and test/browser start. */
const isMeasured = path =>
  path.startsWith('src/') && path.endsWith('.ts') && !path.startsWith('src/homebridge-ui/page/');

/**
 * Reads a folder of coverage files.
 *
 * @returns {{ path: string, lines: Count, branches: Count }[]} for each file of src that contains code. A branch is a
 *   block or a function that V8 counts by itself; `missing` are the numbers of the lines where an uncovered one begins.
 * @typedef {{ total: number, covered: number, missing: number[] }} Count
 */
export function readCoverage(folder) {
  const sources = new Map(
    filesIn('src')
      .filter(isMeasured)
      .map(path => [urlOf(path), newSource(path)]),
  );
  for (const name of readdirSync(folder).filter(each => each.endsWith('.json'))) {
    for (const { url, functions } of scriptsIn(join(folder, name))) {
      const source = sources.get(url);
      if (source !== undefined) addProcess(source, functions);
    }
  }
  return [...sources.values()].filter(({ hasCode }) => hasCode).map(resultOf);
}

const urlOf = path => pathToFileURL(join(root, path)).href;

/** A process that was killed while it wrote leaves half a file. */
function scriptsIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).result;
  } catch {
    return [];
  }
}

function newSource(path) {
  const text = readFileSync(join(root, path), 'utf8');
  const code = stripTypeScriptTypes(text);
  return {
    path,
    text,
    code,
    hasCode: linesOf(code).length > 0,
    isRun: new Uint8Array(text.length),
    branches: new Map(),
  };
}

/** What one process has run of a file: the innermost range around a character decides. */
function addProcess({ text, isRun, branches }, functions) {
  const ranges = functions.flatMap(({ ranges: own, isBlockCoverage }) =>
    own.map((range, index) => ({ ...range, isBranch: index > 0 || !isBlockCoverage || range.startOffset > 0 })),
  );
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const own = new Uint8Array(text.length);
  for (const { startOffset, endOffset, count, isBranch } of ranges) {
    own.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    if (isBranch) branches.set(`${startOffset} ${endOffset}`, { start: startOffset, end: endOffset });
  }
  for (let at = 0; at < own.length; at += 1) isRun[at] |= own[at];
}

function resultOf({ path, code, isRun, branches }) {
  const lines = linesOf(code);
  const missingLines = lines.filter(({ start, end }) => !isRun.subarray(start, end).includes(1));
  // What follows the last `return` of a block is a range of its own, with nothing but brackets in it.
  const real = [...branches.values()].filter(({ start, end }) => /[^\s(){}[\];,]/.test(code.slice(start, end)));
  const missingBranches = real.filter(({ start, end }) => !isRun.subarray(start, end).includes(1));
  // A range may begin at the end of the line before.
  const lineAt = offset => code.slice(0, offset + code.slice(offset).search(/\S/)).split('\n').length;
  return {
    path,
    lines: countOf(
      lines,
      missingLines.map(({ start }) => lineAt(start)),
    ),
    branches: countOf(
      real,
      missingBranches.map(({ start }) => lineAt(start)),
    ),
  };
}

const countOf = (all, missing) => ({
  total: all.length,
  covered: all.length - missing.length,
  missing: [...new Set(missing)].sort((a, b) => a - b),
});

/** The lines that hold code, as offsets of their first and last characters. */
function linesOf(code) {
  const lines = [];
  let offset = 0;
  for (const line of code.split('\n')) {
    const trimmed = line.trim();
    // Prettier sets comments on lines of their own; a line of only brackets ends something else.
    const isCode = !/^(?:\/[/*]|\*|$)/.test(trimmed) && !/^[(){}[\];,]*$/.test(trimmed);
    const start = offset + line.length - line.trimStart().length;
    if (isCode) lines.push({ start, end: start + trimmed.length });
    offset += line.length + 1;
  }
  return lines;
}
