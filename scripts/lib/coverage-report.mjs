// The table of `npm run coverage`, and what has to be covered.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCoverage } from './coverage.mjs';

/**
 * Older versions of Node count some blocks otherwise: only the version that this repository brings along is measured.
 */
export const canMeasure = Number.parseInt(process.versions.node, 10) >= 26;

/**
 * Calls `runTests` with a folder for its coverage files, and prints the table of what they have run.
 *
 * @returns what `runTests` returned as `counts`, and a text for each part of src that is not covered enough
 */
export async function withCoverage(runTests) {
  const folder = mkdtempSync(join(tmpdir(), 'meross-coverage-'));
  try {
    const counts = await runTests(folder);
    const { text, failures } = coverageReport(readCoverage(folder));
    console.log(`\n${text}`);
    return { counts, failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const WHOLE = { lines: 100, branches: 100 };

/** Where every line and branch has to be covered: what decides over a relay, and what adds up energy. */
const STRICT = [
  { name: 'src/protocol', includes: path => path.startsWith('src/protocol/') },
  { name: 'src/energy', includes: path => path.startsWith('src/energy/') },
  {
    name: 'state and queue',
    includes: path => /^src\/device\/(?:state|request-queue|request-batcher|pending-command)\.ts$/.test(path),
  },
].map(group => ({ ...group, least: WHOLE }));

const ALL = { name: 'all of src', includes: () => true, least: { lines: 97, branches: 0 } };

/** @returns {{ text: string, failures: string[] }} the table, and each group that has less than it needs */
export function coverageReport(files) {
  const folders = [...new Set(files.map(({ path }) => folderOf(path)))].sort();
  const rows = folders.map(folder => rowOf({ name: folder, includes: path => folderOf(path) === folder }, files));
  const checked = [...STRICT, ALL].map(group => rowOf(group, files));
  const text = ['lines     branches', ...rows.map(lineOf), '', ...checked.map(lineOf)].join('\n');
  return { text, failures: checked.flatMap(failureOf) };
}

const folderOf = path => path.split('/').slice(0, -1).slice(0, 2).join('/');

function rowOf({ name, includes, least }, files) {
  const own = files.filter(({ path }) => includes(path));
  return {
    name,
    least,
    files: own,
    lines: percentOf(own.map(({ lines }) => lines)),
    branches: percentOf(own.map(({ branches }) => branches)),
  };
}

function percentOf(counts) {
  const sum = which => counts.reduce((total, each) => total + each[which], 0);
  return sum('total') === 0 ? 100 : (100 * sum('covered')) / sum('total');
}

const shown = percent => `${(Math.floor(percent * 100) / 100).toFixed(2).padStart(6)} %`;
const lineOf = ({ name, lines, branches }) => `${shown(lines)}  ${shown(branches)}  ${name}`;

function failureOf({ name, least, files, lines, branches }) {
  if (lines >= least.lines && branches >= least.branches) return [];
  const wanted = least.branches > 0 ? 'every line and branch' : `${least.lines} % of the lines`;
  const places = least.branches > 0 ? files.flatMap(placesOf) : [];
  return [`The tests have to cover ${wanted} of ${name}.${places.map(place => `\n    ${place}`).join('')}`];
}

/** The lines of a file that are not covered, as one text; nothing if there are none. */
export function placesOf({ path, lines, branches }) {
  const missing = [...new Set([...lines.missing, ...branches.missing])].sort((a, b) => a - b);
  return missing.length === 0
    ? []
    : [`${path}:${missing.slice(0, MOST_LINES).join(',')}${missing.length > MOST_LINES ? ' …' : ''}`];
}

/** A file that no test loads has hundreds. */
const MOST_LINES = 20;
