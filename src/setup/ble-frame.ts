import { crc32 } from 'node:zlib';

/** `55 AA`, before the length of the text. */
const HEAD = Buffer.from([0x55, 0xaa]);
/** `AA 55`, at the end of the frame. */
const TAIL = Buffer.from([0xaa, 0x55]);
/** Bytes before and after the text. */
const HEADER_BYTES = 4;
const TRAILER_BYTES = 6;

/**
 * The largest text that is read, in bytes. A list of thirty networks has four thousand. A frame that claims more is
 * noise; without this limit the reader would wait for it.
 */
export const MAX_TEXT_BYTES = 16_384;

/**
 * A message as sent over Bluetooth: `55 AA`, the number of bytes of the text (16 bits, big-endian), the text in
 * UTF-8, its CRC-32 (big-endian), `AA 55`.
 * Seen: mss305 and mss710 by two independent projects.
 *
 * @throws {RangeError} the text is too long for the length field
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

/** Consecutive chunks of a frame, each at most `size` bytes, because a radio takes one packet at a time. */
export function chunksOf(bytes: Buffer, size: number): readonly Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

/** What the bytes at a possible frame start are. */
export type ParsedFrame =
  { readonly is: 'whole'; readonly text: string; readonly end: number } | { readonly is: 'partial' | 'damaged' };

/** Offset of the next possible frame start, from `from` on; -1 if there is none. */
export function nextHead(bytes: Buffer, from: number): number {
  return bytes.indexOf(HEAD, from);
}

/**
 * Reads the frame that begins at `at`, a result of {@link nextHead}. Only the length field determines where it ends.
 */
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

/** Whether these bytes may continue as a frame although they contain no head: they end with the first half of one. */
export function endsInPartialHead(bytes: Buffer): boolean {
  return bytes.at(-1) === HEAD[0];
}
