import { MerossError } from '../errors.ts';

/**
 * What is wrong with a file of ours: `damaged` (its content makes no sense), `unreadable` (the system does not hand it
 * out) or `unwritable` (what is new stays in memory for now). The message is for people.
 */
export class FileTrouble extends MerossError {
  readonly kind: 'damaged' | 'unreadable' | 'unwritable';
  readonly path: string;
  /** The system's name for the cause, e.g. `ENOSPC`; undefined where it gave none. */
  readonly code: string | undefined;

  constructor(kind: FileTrouble['kind'], path: string, message: string, cause?: unknown) {
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

/** What was at `path` made no sense, or was not handed out, and lies in `keptAs` now. */
export function damaged(path: string, keptAs: string): FileTrouble {
  const message = `${path} could not be made sense of, as after a power cut. It was put aside as ${keptAs}, and a new one is begun.`;
  return new FileTrouble('damaged', path, message);
}

/** The system does not hand out `path`. */
export function unreadable(path: string, cause: unknown): FileTrouble {
  return new FileTrouble('unreadable', path, `${path} cannot be read: ${reasonFor(cause)}.`, cause);
}

/** `path` could not be written; it is tried again with the next change. */
export function unwritable(path: string, cause: unknown): FileTrouble {
  const then = 'Until that works, what is new is lost when Homebridge ends.';
  return new FileTrouble('unwritable', path, `${path} cannot be written: ${reasonFor(cause)}. ${then}`, cause);
}

/** The system's name for a failure, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function reasonFor(cause: unknown): string {
  const code = codeOf(cause);
  if (code === undefined) return cause instanceof Error ? cause.message : String(cause);
  const advice = ADVICE[code];
  return advice === undefined ? code : `${advice} (${code})`;
}
