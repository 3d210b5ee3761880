import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { OddFileError } from '../../storage/regular-file.ts';
import { replaceFile, writeNew } from '../../storage/replace-file.ts';
import { codeOf } from '../../storage/storage-error.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Checks before the work begins that the file can be written.
 * @throws {UsageError} it exists and `force` is not set, it is a folder, or its folder does not exist
 */
export async function checkIsNew(path: string, force: boolean): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw isFolder(path);
  if (found && !force) throw alreadyExists(path);
  await lstat(dirname(resolve(path))).catch((error: unknown) => {
    throw usageErrorFor(error, path);
  });
}

/**
 * Writes a file that only its owner can read. An existing file is left alone unless `force` is set; then it is replaced
 * in one step, so that it is never incomplete.
 *
 * @throws {UsageError} it exists, or its folder does not, or cannot be written to
 */
export async function writePrivateFile(path: string, text: string, force: boolean): Promise<void> {
  try {
    // A missing folder is more likely mistyped than wanted.
    if (force) await lstat(dirname(resolve(path)));
    await (force ? replaceFile : writeNew)(resolve(path), text);
  } catch (error) {
    throw usageErrorFor(error, path);
  }
}

function usageErrorFor(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === 'EEXIST') return alreadyExists(path);
  if (code === 'ENOENT')
    return new UsageError(`There is no folder for ${path}.`, 'Create the folder first, or choose another.');
  if (code === 'EISDIR') return isFolder(path);
  if (error instanceof OddFileError)
    return new UsageError(`${path} is ${error.message}.`, 'Choose the name of a file.');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new UsageError(`${path} cannot be written.`, 'Choose a folder that you may write to.');
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new UsageError(`${path} cannot be written: the disk is full.`, 'Free some space, or choose another folder.');
  return error;
}

function alreadyExists(path: string): UsageError {
  return new UsageError(`${path} is there already.`, 'Choose another name, or add --force to replace it.');
}

function isFolder(path: string): UsageError {
  return new UsageError(`${path} is a folder.`, 'Choose the name of a file.');
}
