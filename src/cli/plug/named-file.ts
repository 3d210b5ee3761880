import { createReadStream } from 'node:fs';
import { readAtMost, readRegular, type Ownership } from '../../storage/regular-file.ts';

/** In bytes. A large config has some 100 kB, a recording of a plug less. */
const MAX_BYTES = 16_000_000;

/**
 * The content of a file that the user has named, and its owner; undefined if it is not a regular file and cannot be
 * replaced.
 */
export interface NamedFileContent {
  readonly bytes: Buffer;
  readonly owner: Ownership | undefined;
}

/**
 * The content read from each descriptor: it can be read only once, and a command may read its config more than once.
 */
const descriptorContents = new Map<number, Promise<Buffer>>();

/**
 * Reads a file that the user has named: it may be a link, or a descriptor that this process was started with
 * (`/dev/stdin`, `<(command)` in a shell). Any other pipe or device is refused, because reading it may never end or
 * begin.
 *
 * @throws {OddFileError} not a regular file, or too large
 * @throws the error of the file system
 */
export async function readNamedFile(path: string): Promise<NamedFileContent> {
  const descriptor = descriptorOf(path);
  if (descriptor === undefined) {
    const { bytes, ...owner } = await readRegular(path, { maxBytes: MAX_BYTES, followsLinks: true });
    return { bytes, owner };
  }
  const content = descriptorContents.get(descriptor) ?? readDescriptor(descriptor);
  descriptorContents.set(descriptor, content);
  return { bytes: await content, owner: undefined };
}

function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stdin') return 0;
  const [, number] = /^(?:\/dev|\/proc\/self)\/fd\/(\d+)$/.exec(path) ?? [];
  return number === undefined ? undefined : Number(number);
}

const readDescriptor = (fd: number): Promise<Buffer> =>
  readAtMost(fd === 0 ? process.stdin : createReadStream('', { fd, autoClose: false }), MAX_BYTES);
