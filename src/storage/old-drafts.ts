import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DRAFT_ENDING } from './replace-file.ts';

/** No write takes that long. */
const DAY_MS = 86_400_000;

/**
 * Removes what writes that were killed have left in a folder: drafts a day old, if they are files of this account.
 * Never fails.
 *
 * @param fileName the name of the file whose drafts they are; all without it
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
