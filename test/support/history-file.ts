/** The file of a plug's history, read and written by hand: a line `[seconds, watts, on, filled]` for each entry. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EveEntry } from './eve-app.ts';

const FOLDER = 'meross-local';

/** Where the plugin keeps it, in Homebridge's storage. */
export function historyPath(storage: string, uuid: string): string {
  return join(storage, FOLDER, `${uuid}.history`);
}

/** The names of the plugin's files. */
export async function ourFiles(storage: string): Promise<readonly string[]> {
  return (await readdir(join(storage, FOLDER))).toSorted();
}

/** The entries of a file, in the order of their lines, which is chronological unless some were filled in. */
export async function entriesInFile(path: string): Promise<readonly EveEntry[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => entryOf(JSON.parse(line)))
    .toSorted((one, other) => one.at - other.at);
}

export async function writeHistory(path: string, entries: readonly EveEntry[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const lines = entries.map(({ at, watts, on }) => JSON.stringify([at, watts ?? null, on === true ? 1 : 0]));
  await writeFile(path, lines.map(line => `${line}\n`).join(''));
}

function entryOf(row: unknown): EveEntry {
  const values: readonly unknown[] = Array.isArray(row) ? row : [];
  const [at, watts, on] = values;
  if (typeof at !== 'number') throw new Error(`no entry: ${JSON.stringify(row)}`);
  return { at, ...(typeof watts === 'number' && { watts }), ...(typeof on === 'number' && { on: on === 1 }) };
}
