// The counterpart of src/storage/replace-file.ts for files that are written before the build; everything else uses that
// one. A file that is lost here in a power cut is written again, so nothing is flushed to the disk.
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file as a whole; never follows a link. */
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
