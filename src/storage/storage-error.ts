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
  EFBIG: 'the file may not grow any more; look at the limits of the account that Homebridge runs under',
  EROFS: 'the disk is mounted read-only; SD cards end like that when they are worn out',
  EACCES: 'Homebridge has no right to do that; give the folder to the account that Homebridge runs under',
  EPERM: 'Homebridge has no right to do that; give the folder to the account that Homebridge runs under',
  EIO: 'the disk reports an error; check it, and the SD card first of all',
  ENOTDIR: 'a file stands where a folder has to be; move it away',
  EEXIST: 'a file stands where a folder has to be; move it away',
  EISDIR: 'a folder stands where the file has to be; move it away',
  EMFILE: 'too many files are open; restart Homebridge',
};

/** Makes the error for a file that was moved into quarantine. */
export type QuarantineReason = (path: string, quarantinePath: string) => StorageError;

/** The file at `path` was malformed or unreadable, and is at `quarantinePath` now. */
export function damaged(path: string, quarantinePath: string): StorageError {
  const message = `${path} could not be made sense of, as after a power cut. It was put aside as ${quarantinePath}, and a new one is begun.`;
  return new StorageError('damaged', path, message);
}

/** There was something other than a regular file at `path`, which is at `quarantinePath` now. */
export const notRegular =
  (cause: OddFileError): QuarantineReason =>
  (path, quarantinePath) =>
    new StorageError(
      'unreadable',
      path,
      `${path} is ${cause.message}, and the plugin has to have a file of its own there.\n` +
        `It was renamed to ${quarantinePath}, and a new file is begun. Delete it if it is of no use.`,
      cause,
    );

/** The system reports an error for reading `path`. */
export function unreadable(path: string, cause: unknown): StorageError {
  const then = 'What it holds is missing until then. Before something new is written, it is put aside.';
  return new StorageError('unreadable', path, `${path} cannot be read: ${reasonFor(cause)}.\n${then}`, cause);
}

/** A later version of this plugin has written `path`, so `beside` is used meanwhile. */
export function writtenByLaterVersion(path: string, beside: string): StorageError {
  const message =
    `${path} was written by a later version of this plugin, which this one cannot read.\n` +
    `It is left as it is, for that version; until you install that again, ${beside} is in use in its place.`;
  return new StorageError('later', path, message);
}

/** `path` could not be written. The next change tries again. */
export function unwritable(path: string, cause: unknown): StorageError {
  const then = 'Until that works, what is new is lost when Homebridge ends.';
  return new StorageError('unwritable', path, `${path} cannot be written: ${reasonFor(cause)}. ${then}`, cause);
}

/** The error code of the system, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function reasonFor(cause: unknown): string {
  if (cause instanceof OddFileError) return `${cause.message} is in its place; move it away`;
  const code = codeOf(cause);
  if (code === undefined) return cause instanceof Error ? cause.message : String(cause);
  const advice = ADVICE[code];
  return advice === undefined ? code : `${advice} (${code})`;
}
