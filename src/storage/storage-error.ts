import { MerossError } from '../errors.ts';
import type { StorageTexts } from '../texts/en/storage-log.ts';
import { ENGLISH } from '../texts/log-texts.ts';
import { OddFileError } from './regular-file.ts';

/**
 * A problem with a file of this plugin: `damaged` (its content is malformed), `unreadable` (the system reports an error, or
 * it is not a regular file), `unwritable` (new data stays in memory for now), `later` (a later version of this plugin wrote
 * it) or `ahead` (it ends in the future).
 */
export class StorageError extends MerossError {
  readonly kind: 'damaged' | 'unreadable' | 'unwritable' | 'later' | 'ahead';
  readonly path: string;
  /** The error code of the system, e.g. `ENOSPC`; undefined if there is none. */
  readonly code: string | undefined;
  /** The text for the log. */
  readonly textIn: (texts: StorageTexts) => string;

  /** @param textIn the text for the log in any language; its English text is the message */
  constructor(kind: StorageError['kind'], path: string, textIn: (texts: StorageTexts) => string, cause?: unknown) {
    super(textIn(ENGLISH.storage), { cause });
    this.textIn = textIn;
    this.kind = kind;
    this.path = path;
    this.code = codeOf(cause);
  }
}

/** Makes the error for a file that was moved into quarantine. */
export type QuarantineReason = (path: string, quarantinePath: string) => StorageError;

/** The file at `path` was malformed or unreadable, and is at `quarantinePath` now. */
export function damaged(path: string, quarantinePath: string): StorageError {
  return new StorageError('damaged', path, texts => texts.damaged({ path, movedTo: quarantinePath }));
}

/** There was something other than a regular file at `path`, which is at `quarantinePath` now. */
export const notRegular =
  (cause: OddFileError): QuarantineReason =>
  (path, quarantinePath) =>
    new StorageError(
      'unreadable',
      path,
      texts => texts.notRegular({ path, movedTo: quarantinePath, what: cause.textIn(texts) }),
      cause,
    );

/** The system reports an error for reading `path`. */
export function unreadable(path: string, cause: unknown): StorageError {
  return new StorageError(
    'unreadable',
    path,
    texts => texts.unreadable({ path, reason: reasonFor(cause, texts) }),
    cause,
  );
}

/** A later version of this plugin has written `path`, so `beside` is used meanwhile. */
export function writtenByLaterVersion(path: string, beside: string): StorageError {
  return new StorageError('later', path, texts => texts.writtenByLaterVersion({ path, beside }));
}

/** `path` could not be written. The next change tries again. */
export function unwritable(path: string, cause: unknown): StorageError {
  return new StorageError(
    'unwritable',
    path,
    texts => texts.unwritable({ path, reason: reasonFor(cause, texts) }),
    cause,
  );
}

/** The error code of the system, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function reasonFor(cause: unknown, texts: StorageTexts): string {
  if (cause instanceof OddFileError) return texts.inItsPlace({ what: cause.textIn(texts) });
  const code = codeOf(cause);
  if (code === undefined) return cause instanceof Error ? cause.message : String(cause);
  const byCode: Readonly<Record<string, string>> = texts.advice;
  const advice = byCode[code];
  return advice === undefined ? code : `${advice} (${code})`;
}
