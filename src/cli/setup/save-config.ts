import { constants } from 'node:fs';
import { access, copyFile, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';
import { readDocument } from '../plug/config-file.ts';
import { UsageError } from '../usage-error.ts';
import { edited, type Edit } from './json-edit.ts';

/**
 * Makes sure, before a plug is touched, that a config can be changed: all is done that changing it takes, but for putting
 * the new file in its place.
 *
 * @throws {UsageError} it cannot be read or replaced by one of the same owner, or is not JSON; what is wrong, and what to do
 */
export async function checkConfig(path: string): Promise<void> {
  const { text } = await readDocument(path);
  await owned(path, async real => {
    await access(real, constants.W_OK);
    if (await isMounted(real)) throw Object.assign(new Error('a mount point'), { code: 'EBUSY' });
    await rm(await draftLike(real, text), { force: true });
  });
}

/**
 * Changes a config as it is now. A copy of it as it was stays beside it; whoever reads it finds the old text or the new
 * one. Its owner and its mode stay the same, for Homebridge may run as another user.
 *
 * @param edit what to change, given the data; undefined for nothing
 * @returns the path of the copy; undefined where nothing had to be changed
 * @throws {UsageError} as {@link checkConfig}; the file is as it was then, and no copy is left
 * @throws whatever `edit` throws; the same
 */
export async function saveConfig(
  path: string,
  edit: (document: unknown) => Edit | undefined,
  clock: Clock,
): Promise<string | undefined> {
  const { text, document } = await readDocument(path);
  const change = edit(document);
  if (change === undefined) return undefined;
  return owned(path, async real => {
    const made = [await draftLike(real, edited(text, change))];
    try {
      const copy = await backUp(real, clock);
      made.push(copy);
      await rename(made[0] ?? '', real);
      return copy;
    } catch (error) {
      for (const each of made) await rm(each, { force: true }).catch(() => undefined);
      throw error;
    }
  });
}

async function owned<T>(path: string, work: (real: string) => Promise<T>): Promise<T> {
  try {
    return await work(await realpath(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'for an unknown reason';
    throw new UsageError(
      `${path} cannot be changed: ${WHY[code] ?? code}.`,
      'Run this as the user that Homebridge runs as, or leave --config out and add the line by hand.',
    );
  }
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'you may not write it, or not into its folder',
  EPERM: 'it belongs to somebody else',
  EROFS: 'its disk can only be read',
  EBUSY: 'it is mounted by itself, as containers do, and cannot be replaced',
  ENOSPC: 'the disk is full',
};

/** Never in place of an earlier copy. */
async function backUp(real: string, clock: Clock): Promise<string> {
  const stamp = new Date(clock.epochSeconds() * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let count = 1; ; count += 1) {
    const copy = `${real}.${stamp}${count === 1 ? '' : `-${count}`}.bak`;
    try {
      await copyFile(real, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isThere || count === 100) throw error;
    }
  }
}

/** Writes a text beside a file, for its place: with the same owner and mode. @returns the path */
async function draftLike(real: string, text: string): Promise<string> {
  const { mode, uid, gid } = await stat(real);
  const draft = `${real}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      const mine = await file.stat();
      if (mine.uid !== uid || mine.gid !== gid) await file.chown(uid, gid);
      await file.chmod(mode & 0o777);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return draft;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A file that is mounted by itself cannot be replaced. Only Linux tells, and has such files. */
async function isMounted(real: string): Promise<boolean> {
  return isMountPoint(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), real);
}

/** Whether `/proc/self/mountinfo` names a path: the fifth word of a line, blanks in it written `\\040`. */
export function isMountPoint(mountinfo: string, path: string): boolean {
  return mountinfo.split('\n').some(line => {
    const [, , , , point = ''] = line.split(' ');
    return point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))) === path;
  });
}
