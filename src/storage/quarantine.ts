import { lstat, rename } from 'node:fs/promises';
import { codeOf } from './storage-error.ts';

/**
 * Renames a file to `NAME.damaged-2025-01-01T00-00-00Z`, followed by `-2`, `-3` … if that name is in use.
 * @returns the new path; undefined if there was no file
 * @throws {Error} an error of the file system
 */
export async function quarantine(path: string, epochSeconds: number): Promise<string | undefined> {
  if (!(await exists(path))) return undefined;
  const name = `${path}.damaged-${stamp(epochSeconds)}`;
  let unusedPath = name;
  for (let count = 2; await exists(unusedPath); count += 1) unusedPath = `${name}-${count}`;
  await rename(path, unusedPath);
  return unusedPath;
}

/** The time without colons, which some file systems do not allow in names. */
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
