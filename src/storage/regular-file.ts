import { constants, type Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import type { StorageTexts } from '../texts/en/storage-log.ts';
import { ENGLISH } from '../texts/log-texts.ts';

/** In bytes, more than any file of this plugin has: a full history takes 0.2 MB, the notes of a plug a few kB. */
export const MAX_BYTES = 1_048_576;

/** Windows has neither flag; there, only the check before opening applies. */
const system: Partial<typeof constants> = constants;
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = system;

/** Follows no link, and does not block on a pipe. */
export const NO_FOLLOW_FLAGS = O_NOFOLLOW | O_NONBLOCK;

/** Owner and permissions of a file, as in `stat`. */
export interface Ownership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** The content of a file, with its owner and permissions. */
export interface FileContent extends Ownership {
  readonly bytes: Buffer;
}

export interface ReadOptions {
  /** A larger file is not read. */
  readonly maxBytes?: number;
  /** Follows a link, for a file that the user has named. The plugin's own files are never links. */
  readonly followsLinks?: boolean;
}

/** There is something other than a regular file of a plausible size. The message names it: a noun with its article. */
export class OddFileError extends Error {
  override readonly name = 'OddFileError';
  /** The error code that the system uses for this case. */
  readonly code: string;
  /** What there is instead, for the log. */
  readonly textIn: (texts: StorageTexts) => string;

  /** @param textIn the name in any language; the English one is the message */
  constructor(textIn: (texts: StorageTexts) => string, code: string) {
    super(textIn(ENGLISH.storage));
    this.textIn = textIn;
    this.code = code;
  }
}

/**
 * Reads a regular file as a whole, after checking its size. Nothing else is ever opened, because a pipe would block, and
 * a device may react to being opened.
 *
 * @throws {OddFileError} it is not a regular file, or is too large
 * @throws {Error} an error of the file system
 */
export async function readRegular(
  path: string,
  { maxBytes = MAX_BYTES, followsLinks = false }: ReadOptions = {},
): Promise<FileContent> {
  checkRegular(await (followsLinks ? stat : lstat)(path));
  const file = await open(path, constants.O_RDONLY | (followsLinks ? O_NONBLOCK : NO_FOLLOW_FLAGS));
  try {
    const stats = await file.stat();
    checkRegular(stats);
    if (stats.size > maxBytes) throw tooLarge(stats.size, maxBytes);
    const { mode, uid, gid } = stats;
    return { bytes: await readAtMost(file.createReadStream({ autoClose: false }), maxBytes), mode, uid, gid };
  } finally {
    await file.close();
  }
}

/**
 * Reads a stream of bytes to its end.
 * @throws {OddFileError} it has more than `maxBytes`
 */
export async function readAtMost(stream: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** @throws {OddFileError} this is not a regular file */
export function checkRegular(stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw oddFile('folder', 'EISDIR');
  if (stats.isSymbolicLink()) throw oddFile('link', 'ELOOP');
  if (stats.isFIFO()) throw oddFile('pipe', 'ENXIO');
  if (stats.isSocket()) throw oddFile('socket', 'ENXIO');
  throw oddFile('device', 'ENXIO');
}

/**
 * Refuses a file with hard links, because writing to it in place changes it under all its names, wherever they are.
 * @throws {OddFileError} this is not a regular file, or it has a second name
 */
export function checkSingleLink(stats: Stats): void {
  checkRegular(stats);
  if (stats.nlink > 1) throw oddFile('second name', 'EMLINK');
}

function oddFile(what: keyof StorageTexts['oddFiles'], code: string): OddFileError {
  return new OddFileError(({ oddFiles }) => oddFiles[what], code);
}

function tooLarge(size: number, maxBytes: number): OddFileError {
  return new OddFileError(texts => texts.tooLarge({ bytes: size, most: maxBytes }), 'EFBIG');
}
