import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the account that Homebridge runs under reads these files. */
export const FILE_MODE = 0o600;

/**
 * Replaces a file as a whole: whoever reads it, also after a power cut, finds the old text or the new one. Makes the
 * folder when needed. At most one call per path at a time.
 *
 * write-file-atomic (7.0.1) does not serve here: on a full disk the system may write the beginning only and report no
 * error; that library takes it for done, and puts half a text in place of the old one. `FileHandle.writeFile` goes on
 * until all is written or the system says why not.
 *
 * @throws what the file system says; the old file is untouched then
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  // Always the same name, so that a process that was killed leaves one draft behind at most.
  const draft = `${path}.new`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(draft, 'w', FILE_MODE);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    // On a full disk it would be in the way.
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
