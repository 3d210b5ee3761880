import { lstat, rename } from 'node:fs/promises';
import { codeOf } from './storage-error.ts';

/**
 * Renames a file to `NAME.damaged-2025-01-01T00-00-00Z`, or with `-2`, `-3` … after it where that is taken.
 * @returns the new path; undefined if there was no file
 * @throws what the file system says
 */
export async function quarantine(path: string, epochSeconds: number): Promise<string | undefined> {
  if (!(await exists(path))) return undefined;
  const name = `${path}.damaged-${stamp(epochSeconds)}`;
  let unusedPath = name;
  for (let count = 2; await exists(unusedPath); count += 1) unusedPath = `${name}-${count}`;
  await rename(path, unusedPath);
  return unusedPath;
}

/** Colons are no good in file names everywhere. */
const stamp = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
