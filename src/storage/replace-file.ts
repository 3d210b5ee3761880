import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkRegular, checkSingleLink, NO_FOLLOW_FLAGS, type Ownership } from './regular-file.ts';
import { codeOf } from './storage-error.ts';

/** Only the account that Homebridge runs under may read these files. */
const FILE_MODE = 0o600;
const PERMISSIONS = 0o777;

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW_FLAGS;
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | NO_FOLLOW_FLAGS;

/**
 * Replaces a file atomically: a reader, also after a power cut, finds either the old content or the new one. Creates the
 * folder if needed.
 *
 * write-file-atomic (7.0.1) does not work here: on a full disk the system may write only the beginning and report no
 * error; that library assumes success, and replaces the old file by half a text. `FileHandle.writeFile` continues until
 * everything is written or the system reports an error.
 *
 * @param ownership owner and permissions of the new file; by default it belongs to this process, and only its owner may read it
 * @throws {OddFileError} there is something other than a file, such as a folder or a device
 * @throws {Error} an error of the file system; the old file is then unchanged
 */
export async function replaceFile(path: string, content: string | Buffer, ownership?: Ownership): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await checkReplaceable(path);
  const draft = draftOf(path);
  await writeNew(draft, content, ownership);
  try {
    await rename(draft, path);
  } catch (error) {
    await remove(draft);
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Tests whether {@link replaceFile} would work: writes the new file, and removes it again instead of renaming it.
 * @throws {Error} the same errors
 */
export async function rehearseReplacing(path: string, content: string | Buffer, ownership?: Ownership): Promise<void> {
  await checkReplaceable(path);
  const draft = draftOf(path);
  await writeNew(draft, content, ownership);
  await remove(draft);
}

/**
 * Writes a new file. If its name is in use, even by a dangling link, it throws `EEXIST` and changes nothing, so owner and
 * mode are only ever set on a file that was created here.
 *
 * @throws {Error} an error of the file system; no file is left then
 */
export async function writeNew(path: string, content: string | Buffer, ownership?: Ownership): Promise<void> {
  const file = await open(path, CREATE, FILE_MODE);
  try {
    try {
      if (ownership) await setOwnership(file, ownership);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // On a full disk, the incomplete file would take up space.
    await remove(path);
    throw error;
  }
}

/**
 * Writes a copy under the first of `NAME.bak`, `NAME-2.bak`, `NAME-3.bak` … that is free.
 * @returns its path
 */
export async function writeCopy(name: string, content: Buffer, ownership?: Ownership): Promise<string> {
  for (let count = 1; ; count += 1) {
    const path = `${name}${count === 1 ? '' : `-${count}`}.bak`;
    try {
      await writeNew(path, content, ownership);
      return path;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || count === 100) throw error;
    }
  }
}

/**
 * Opens a file for appending; creates it if needed.
 * @throws {OddFileError} there is something other than a file, or a file with a second name
 * @throws {Error} an error of the file system
 */
export async function openToAppend(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, APPEND, FILE_MODE);
  try {
    checkSingleLink(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A random name, so that another user who may write to the folder cannot place a link there in advance. */
const draftOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.new`;

/** The end of a draft's name. */
export const DRAFT_ENDING = /\.[0-9a-f]{12}\.new$/;

async function setOwnership(file: FileHandle, { mode, uid, gid }: Ownership): Promise<void> {
  const current = await file.stat();
  if (current.uid !== uid || current.gid !== gid) await file.chown(uid, gid);
  await file.chmod(mode & PERMISSIONS);
}

/** A link itself may be replaced, unless its target is not a regular file: `/dev/stdout` is such a link. */
async function checkReplaceable(path: string): Promise<void> {
  try {
    const found = await lstat(path);
    checkRegular(found.isSymbolicLink() ? await stat(path) : found);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Writes the new name to disk as well, where the system supports that. The file itself is on disk in any case. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

const remove = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);
