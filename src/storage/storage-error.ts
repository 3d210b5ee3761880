import { MerossError } from '../errors.ts';
import { OddFileError } from './regular-file.ts';

/**
 * A problem with a file of this plugin: `damaged` (its content is malformed), `unreadable` (the system reports an error, or
 * it is not a regular file), `unwritable` (new data stays in memory for now), `later` (a later version of this plugin wrote
 * it) or `ahead` (it ends in the future). The message is for the log.
 */
export class StorageError extends MerossError {
  readonly kind: 'damaged' | 'unreadable' | 'unwritable' | 'later' | 'ahead';
  readonly path: string;
  /** The error code of the system, e.g. `ENOSPC`; undefined if there is none. */
  readonly code: string | undefined;

  constructor(kind: StorageError['kind'], path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.path = path;
    this.code = codeOf(cause);
  }
}

/** By error code of the system: the likely cause, and what to do about it. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room on it',
  EDQUOT: 'the disk quota is used up; make room',
  EFBIG: 'the file may not grow any more; check the limits of the account that Homebridge runs under',
  EROFS: 'the disk is mounted read-only, which often means that the SD card is worn out',
  EACCES: 'Homebridge has no permission; make the account that it runs under the owner of the folder',
  EPERM: 'Homebridge has no permission; make the account that it runs under the owner of the folder',
  EIO: 'the disk reports an error; check the disk or the SD card',
  ENOTDIR: 'there is a file in place of the folder; move it away',
  EEXIST: 'there is a file in place of the folder; move it away',
  EISDIR: 'there is a folder in place of the file; move it away',
  EMFILE: 'too many files are open; restart Homebridge',
};

/** Makes the error for a file that was moved into quarantine. */
export type QuarantineReason = (path: string, quarantinePath: string) => StorageError;

/** The file at `path` was malformed or unreadable, and is at `quarantinePath` now. */
export function damaged(path: string, quarantinePath: string): StorageError {
  const message = `${path} is damaged, for example by a power cut.\nIt was renamed to ${quarantinePath}, and a new file is started.`;
  return new StorageError('damaged', path, message);
}

/** There was something other than a regular file at `path`, which is at `quarantinePath` now. */
export const notRegular =
  (cause: OddFileError): QuarantineReason =>
  (path, quarantinePath) =>
    new StorageError(
      'unreadable',
      path,
      `${path} is ${cause.message}, but the plugin needs a file of its own there.\n` +
        `It was renamed to ${quarantinePath}, and a new file is started. Delete it if you do not need it.`,
      cause,
    );

/** The system reports an error for reading `path`. */
export function unreadable(path: string, cause: unknown): StorageError {
  const consequence =
    'Its content is missing until it can be read. Before the plugin writes a new file, it renames this one.';
  return new StorageError('unreadable', path, `${path} cannot be read: ${reasonFor(cause)}.\n${consequence}`, cause);
}

/** A later version of this plugin has written `path`, so `beside` is used meanwhile. */
export function writtenByLaterVersion(path: string, beside: string): StorageError {
  const message =
    `${path} was written by a later version of this plugin, which this one cannot read.\n` +
    `It stays unchanged for that version. Until you install that version again, ${beside} is used instead.`;
  return new StorageError('later', path, message);
}

/** `path` could not be written. The next change tries again. */
export function unwritable(path: string, cause: unknown): StorageError {
  const consequence =
    'The plugin tries again with each change. Until that works, new data is lost when Homebridge stops.';
  return new StorageError('unwritable', path, `${path} cannot be written: ${reasonFor(cause)}.\n${consequence}`, cause);
}

/** The error code of the system, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function reasonFor(cause: unknown): string {
  if (cause instanceof OddFileError) return `there is ${cause.message} in its place; move it away`;
  const code = codeOf(cause);
  if (code === undefined) return cause instanceof Error ? cause.message : String(cause);
  const advice = ADVICE[code];
  return advice === undefined ? code : `${advice} (${code})`;
}
