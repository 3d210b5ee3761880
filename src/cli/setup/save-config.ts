import { constants } from 'node:fs';
import { access, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '../../clock.ts';
import { removeOldDrafts } from '../../storage/old-drafts.ts';
import type { Ownership } from '../../storage/regular-file.ts';
import { rehearseReplacing, replaceFile, writeCopy } from '../../storage/replace-file.ts';
import { codeOf } from '../../storage/storage-error.ts';
import { readDocument } from '../plug/config-file.ts';
import { UsageError } from '../usage-error.ts';
import { applyJsonEdits, type JsonEdit } from './json-edit.ts';

/**
 * Checks that a config can be changed, as far as possible without writing anything, because the user has not agreed
 * yet.
 *
 * @throws {UsageError} it cannot be read or replaced with the same owner, or is not JSON; what is wrong, and what to do
 */
export async function checkConfig(path: string): Promise<void> {
  const { owner } = await readDocument(path);
  await replaceable(path, owner, async (real, { uid, gid }) => {
    for (const each of [real, dirname(real)]) await access(each, constants.W_OK);
    if (await isMounted(real)) throw Object.assign(new Error('a mount point'), { code: 'EBUSY' });
    if (!mayGive(uid, gid)) throw Object.assign(new Error('of another owner'), { code: 'EPERM' });
  });
}

/**
 * Checks the same by writing, after the user has agreed and before a plug is changed: everything that saving does,
 * except for moving the new file into place.
 *
 * @throws {UsageError} as {@link checkConfig}, and if the disk is full
 */
export async function rehearseConfig(path: string): Promise<void> {
  const { text, owner } = await readDocument(path);
  await replaceable(path, owner, (real, like) => rehearseReplacing(real, text, like));
}

/**
 * Changes the config as it is now on disk. A copy of the old text stays beside it; every reader finds either the old
 * text or the new one. Owner and mode stay the same, because Homebridge may run as another user. If the path is a link,
 * its target is changed.
 *
 * @param edit returns the edits, given the data
 * @returns the path of the copy; undefined if nothing had to be changed
 * @throws {UsageError} as {@link checkConfig}; the file is unchanged then, and no copy is left
 * @throws whatever `edit` throws; the same
 */
export async function saveConfig(
  path: string,
  edit: (document: unknown) => readonly JsonEdit[],
  clock: Clock,
): Promise<string | undefined> {
  const { text, document, owner } = await readDocument(path);
  const edits = edit(document);
  if (edits.length === 0) return undefined;
  const changed = editedText(path, text, edits);
  return replaceable(path, owner, async (real, like) => {
    await removeOldDrafts(dirname(real), basename(real));
    // Never replaces an earlier copy.
    const copy = await writeCopy(`${real}.${timestamp(clock)}`, Buffer.from(text), like);
    try {
      await replaceFile(real, changed, like);
      return copy;
    } catch (error) {
      await rm(copy, { force: true }).catch(() => undefined);
      throw error;
    }
  });
}

/** The parser's message is dropped, because it may quote from the text. */
function editedText(path: string, text: string, edits: readonly JsonEdit[]): string {
  try {
    return applyJsonEdits(text, ...edits);
  } catch {
    throw new UsageError(`${path} is formatted in a way that this command cannot change safely.`, BY_HAND);
  }
}

/** Works on the file behind a path. @throws {UsageError} it is not a file, or the system refuses */
async function replaceable<T>(
  path: string,
  owner: Ownership | undefined,
  work: (real: string, owner: Ownership) => Promise<T>,
): Promise<T> {
  if (owner === undefined) throw new UsageError(`${path} cannot be changed: it is not a file.`, BY_HAND);
  try {
    return await work(await realpath(path), owner);
  } catch (error) {
    const code = codeOf(error) ?? 'for an unknown reason';
    throw new UsageError(`${path} cannot be changed: ${WHY[code] ?? code}.`, AS_OWNER);
  }
}

const BY_HAND = 'Leave --config out, and add the line by hand.';
const AS_OWNER = 'Run this as the user who runs Homebridge, or leave --config out and add the line by hand.';

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'you may not write to it or to its folder',
  EPERM: 'it belongs to another user',
  EROFS: 'its disk is read-only',
  EBUSY: 'it is a mount point, as in containers, and cannot be replaced',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

const timestamp = (clock: Clock): string =>
  new Date(clock.epochSeconds() * 1000).toISOString().replace(/[-:]|\.\d+/g, '');

/** Whether this process may create a file with this owner and group. Windows does not check. */
function mayGive(uid: number, gid: number): boolean {
  const me = process.geteuid?.();
  if (me === undefined || me === 0) return true;
  return me === uid && [process.getegid?.(), ...(process.getgroups?.() ?? [])].includes(gid);
}

/** A file that is a mount point cannot be replaced. Only Linux reports mount points, and has such files. */
async function isMounted(real: string): Promise<boolean> {
  return isMountPoint(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), real);
}

/** Whether `/proc/self/mountinfo` lists a path: the fifth field of a line, in which blanks are written `\\040`. */
export function isMountPoint(mountinfo: string, path: string): boolean {
  return mountinfo.split('\n').some(line => {
    const [, , , , point = ''] = line.split(' ');
    return point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))) === path;
  });
}
