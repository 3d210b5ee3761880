// The twin of src/storage/replace-file.ts for what is written before anything is built; all else uses that one. What is
// lost here in a power cut is made anew, so nothing is forced to the disk.
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file as a whole; a link is never followed. */
export function replaceFile(path, text) {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    if (error.code !== 'EEXIST') rmSync(draft, { force: true });
    throw error;
  }
}
