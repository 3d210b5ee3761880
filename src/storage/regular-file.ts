import { constants, type Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';

/** More than any file of ours ever has: a full history takes 0.2 MB, the notes of a plug a few kB. In bytes. */
export const MAX_BYTES = 1_048_576;

/** Windows has neither; there, what is looked up before is all there is. */
const system: Partial<typeof constants> = constants;
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = system;

/** Opens what is there and nothing else: no link is followed, and a pipe does not keep us waiting. */
export const NO_FOLLOW_FLAGS = O_NOFOLLOW | O_NONBLOCK;

/** Who may do what with a file, as `stat` says it. */
export interface Ownership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What a file holds, and whose it is. */
export interface FileContent extends Ownership {
  readonly bytes: Buffer;
}

export interface ReadOptions {
  /** A larger file is not read. */
  readonly maxBytes?: number;
  /** Follows a link, as where a person has named the file. Ours are never links. */
  readonly followsLinks?: boolean;
}

/** Something else than a file of a plausible size is in its place. The message says what: a noun with its article. */
export class OddFileError extends Error {
  override readonly name = 'OddFileError';
  /** The system's name for it, where there is one. */
  readonly code: string;

  constructor(what: string, code: string) {
    super(what);
    this.code = code;
  }
}

/**
 * Reads a regular file as a whole. Its size is known before a byte is read, and nothing else is ever opened: a pipe
 * would keep us waiting, and a device may act on it.
 *
 * @throws {OddFileError} it is no regular file, or too large
 * @throws what the file system says
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
 * All that a stream of bytes gives.
 * @throws {OddFileError} it gives more
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

/** @throws {OddFileError} this is something else than a regular file */
export function checkRegular(stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw new OddFileError('a folder', 'EISDIR');
  if (stats.isSymbolicLink()) throw new OddFileError('a link', 'ELOOP');
  if (stats.isFIFO()) throw new OddFileError('a pipe (FIFO)', 'ENXIO');
  if (stats.isSocket()) throw new OddFileError('a socket', 'ENXIO');
  throw new OddFileError('a device', 'ENXIO');
}

/**
 * What is written into a file in place is written under all its names, of which the others may be anywhere.
 * @throws {OddFileError} this is no regular file, or it has a second name
 */
export function checkSingleLink(stats: Stats): void {
  checkRegular(stats);
  if (stats.nlink > 1) throw new OddFileError('a file with a second name (a hard link)', 'EMLINK');
}

function tooLarge(size: number, maxBytes: number): OddFileError {
  const text = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
  return new OddFileError(`a file of ${text(size)}, where ${text(maxBytes)} is the most that makes sense`, 'EFBIG');
}
