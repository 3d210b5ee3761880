import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DRAFT_ENDING } from './replace-file.ts';

/** Longer than any write takes. */
const DAY_MS = 86_400_000;

/**
 * Removes the drafts that interrupted writes have left in a folder, if they are a day old and belong to this account.
 * Never fails.
 *
 * @param fileName removes only drafts of the file with this name
 */
export async function removeOldDrafts(folder: string, fileName = ''): Promise<void> {
  const names = await readdir(folder).catch((): readonly string[] => []);
  for (const name of names) {
    if (!DRAFT_ENDING.test(name) || (fileName !== '' && name.replace(DRAFT_ENDING, '') !== fileName)) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    const isOurs = found?.isFile() === true && found.uid === (process.geteuid?.() ?? found.uid);
    if (isOurs && Date.now() - found.mtimeMs > DAY_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}
