import { createReadStream } from 'node:fs';
import { readAtMost, readRegular, type Ownership } from '../../storage/regular-file.ts';

/** A config of a large house has some 100 kB, a recording of a plug less. In bytes. */
const MAX_BYTES = 16_000_000;

/** What a file holds that a person has named, and whose it is; undefined where it is no file, and cannot be replaced. */
export interface NamedFileContent {
  readonly bytes: Buffer;
  readonly owner: Ownership | undefined;
}

/** What came in by a descriptor: it comes but once, and a command may look at its config more than once. */
const descriptorContents = new Map<number, Promise<Buffer>>();

/**
 * Reads a file that a person has named: it may be a link, and what this process was given to read from (`/dev/stdin`,
 * `<(command)` in a shell). A pipe or device of another name is refused, as it may never end, or never begin.
 *
 * @throws {OddFileError} it is no file, or larger than any that makes sense
 * @throws what the file system says
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
