import { MerossError } from '../errors.ts';
import { OddFileError } from './regular-file.ts';

/**
 * What is wrong with a file of ours: `damaged` (its content makes no sense), `unreadable` (the system does not hand it
 * out, or it is no file), `unwritable` (what is new stays in memory for now), `writtenByLaterVersion` (a later version of this plugin
 * wrote it) or `ahead` (it ends in the future). The message is for people.
 */
export class StorageError extends MerossError {
  readonly kind: 'damaged' | 'unreadable' | 'unwritable' | 'later' | 'ahead';
  readonly path: string;
  /** The system's name for the cause, e.g. `ENOSPC`; undefined where it gave none. */
  readonly code: string | undefined;

  constructor(kind: StorageError['kind'], path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.path = path;
    this.code = codeOf(cause);
  }
}

/** What may stand behind the system's names, and what to do about it. */
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

/** Why something was quarantined: one message for all of it. */
export type QuarantineReason = (path: string, quarantinePath: string) => StorageError;

/** What was at `path` made no sense, or was not handed out, and lies in `quarantinePath` now. */
export function damaged(path: string, quarantinePath: string): StorageError {
  const message = `${path} could not be made sense of, as after a power cut. It was put aside as ${quarantinePath}, and a new one is begun.`;
  return new StorageError('damaged', path, message);
}

/** Something stood at `path` that is no file of ours, and lies in `quarantinePath` now. */
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

/** The system does not hand out `path`. */
export function unreadable(path: string, cause: unknown): StorageError {
  const then = 'What it holds is missing until then. Before something new is written, it is put aside.';
  return new StorageError('unreadable', path, `${path} cannot be read: ${reasonFor(cause)}.\n${then}`, cause);
}

/** A later version of this plugin has written `path`; meanwhile `beside` is in use. */
export function writtenByLaterVersion(path: string, beside: string): StorageError {
  const message =
    `${path} was written by a later version of this plugin, which this one cannot read.\n` +
    `It is left as it is, for that version; until you install that again, ${beside} is in use in its place.`;
  return new StorageError('later', path, message);
}

/** `path` could not be written; it is tried again with the next change. */
export function unwritable(path: string, cause: unknown): StorageError {
  const then = 'Until that works, what is new is lost when Homebridge ends.';
  return new StorageError('unwritable', path, `${path} cannot be written: ${reasonFor(cause)}. ${then}`, cause);
}

/** The system's name for a failure, e.g. `ENOENT`. */
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
