import { crc32 } from 'node:zlib';

/** `55 AA`, before the length. */
const HEAD = Buffer.from([0x55, 0xaa]);
/** `AA 55`, at the end. */
const TAIL = Buffer.from([0xaa, 0x55]);
/** Bytes before the text, and after it. */
const HEADER_BYTES = 4;
const TRAILER_BYTES = 6;

/**
 * The largest text that is read, in bytes. A list of thirty networks has four thousand; whatever claims more is noise,
 * and would otherwise make us wait for it.
 */
export const MAX_TEXT_BYTES = 16_384;

/**
 * A message as it goes over Bluetooth: `55 AA`, the number of bytes of the text (16 bits, big-endian), the text in
 * UTF-8, its CRC-32 (big-endian), `AA 55`.
 * Seen: mss305 and mss710 by two independent projects.
 *
 * @throws {RangeError} a text that is too long for its length to be said
 */
export function frame(text: string): Buffer {
  const body = Buffer.from(text, 'utf8');
  if (body.length > MAX_TEXT_BYTES) throw new RangeError(`a message of ${body.length} bytes is too long`);
  const bytes = Buffer.alloc(HEADER_BYTES + body.length + TRAILER_BYTES);
  HEAD.copy(bytes);
  bytes.writeUInt16BE(body.length, HEAD.length);
  body.copy(bytes, HEADER_BYTES);
  bytes.writeUInt32BE(crc32(body), HEADER_BYTES + body.length);
  TAIL.copy(bytes, bytes.length - TAIL.length);
  return bytes;
}

/** Consecutive pieces of a frame, none larger than `size` bytes, which a radio takes one at a time. */
export function chunksOf(bytes: Buffer, size: number): readonly Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

/** What stands at a place where a frame might begin. */
export type ParsedFrame =
  { readonly is: 'whole'; readonly text: string; readonly end: number } | { readonly is: 'partial' | 'damaged' };

/** Where the next frame might begin, from `from` on; -1 for nowhere. */
export function nextHead(bytes: Buffer, from: number): number {
  return bytes.indexOf(HEAD, from);
}

/** Reads the frame that begins at `at`, as {@link nextHead} gives it. Its end is told by its length, and by nothing else. */
export function readFrame(bytes: Buffer, at: number): ParsedFrame {
  if (bytes.length < at + HEADER_BYTES) return { is: 'partial' };
  const size = bytes.readUInt16BE(at + HEAD.length);
  if (size > MAX_TEXT_BYTES) return { is: 'damaged' };
  const body = at + HEADER_BYTES;
  const end = body + size + TRAILER_BYTES;
  if (bytes.length < end) return { is: 'partial' };
  const text = bytes.subarray(body, body + size);
  const isSound =
    bytes.subarray(end - TAIL.length, end).equals(TAIL) && bytes.readUInt32BE(body + size) === crc32(text);
  return isSound ? { is: 'whole', text: text.toString('utf8'), end } : { is: 'damaged' };
}

/** Whether these bytes might go on as a frame although they hold no head: they end in the first half of one. */
export function endsInPartialHead(bytes: Buffer): boolean {
  return bytes.at(-1) === HEAD[0];
}
