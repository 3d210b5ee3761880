import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkRegular, checkSingleLink, NO_FOLLOW_FLAGS, type Ownership } from './regular-file.ts';
import { codeOf } from './storage-error.ts';

/** Only the account that Homebridge runs under reads these files. */
const FILE_MODE = 0o600;
const PERMISSIONS = 0o777;

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW_FLAGS;
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | NO_FOLLOW_FLAGS;

/**
 * Replaces a file as a whole: whoever reads it, also after a power cut, finds the old content or the new one. Makes the
 * folder when needed.
 *
 * write-file-atomic (7.0.1) does not serve here: on a full disk the system may write the beginning only and report no
 * error; that library takes it for done, and puts half a text in place of the old one. `FileHandle.writeFile` goes on
 * until all is written or the system says why not.
 *
 * @param ownership whose the new file is; without it, it belongs to this process and is for its owner only
 * @throws {OddFileError} something else than a file is there, such as a folder or a device
 * @throws what the file system says; the old file is untouched then
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
 * Does all that {@link replaceFile} does but for putting the new file in the place of the old one.
 * @throws the same
 */
export async function rehearseReplacing(path: string, content: string | Buffer, ownership?: Ownership): Promise<void> {
  await checkReplaceable(path);
  const draft = draftOf(path);
  await writeNew(draft, content, ownership);
  await remove(draft);
}

/**
 * Writes a file that is not there yet. Whatever has its name already, a link that leads nowhere included, is an error
 * (`EEXIST`) and left alone: owner and mode are only ever given to a file that was made here.
 *
 * @throws what the file system says; no file is left then
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
    // On a full disk it would be in the way.
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
 * Opens a file to write at its end; makes it when needed.
 * @throws {OddFileError} something else than a file is there, or a file with a second name
 * @throws what the file system says
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

/** Whoever is able to write in the folder knows no name beforehand under which to leave a link. */
const draftOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.new`;

/** The end of a draft's name. */
export const DRAFT_ENDING = /\.[0-9a-f]{12}\.new$/;

async function setOwnership(file: FileHandle, { mode, uid, gid }: Ownership): Promise<void> {
  const current = await file.stat();
  if (current.uid !== uid || current.gid !== gid) await file.chown(uid, gid);
  await file.chmod(mode & PERMISSIONS);
}

/** A link is replaced itself, unless it stands for something that is no file: `/dev/stdout` is one. */
async function checkReplaceable(path: string): Promise<void> {
  try {
    const found = await lstat(path);
    checkRegular(found.isSymbolicLink() ? await stat(path) : found);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** The new name is on the disk as well, as far as this system can see to that: the file itself is there anyhow. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

const remove = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);
