import { crc32 } from 'node:zlib';

const head = Buffer.from([0x55, 0xaa]);
const tail = Buffer.from([0xaa, 0x55]);
const lengthBytes = 2;
const crcBytes = 4;
const frameBytes = head.length + lengthBytes + crcBytes + tail.length;
// What a plug's memory holds (our guess); noise that looks like the head of a longer frame is skipped.
const longestJson = 8192;

/**
 * Wraps a JSON text for Bluetooth: 55 AA, the number of its bytes in two, the bytes, their CRC-32, AA 55; numbers
 * big-endian. `crc` replaces the right one.
 */
export function frameOf(text: string, crc?: number): Buffer {
  const json = Buffer.from(text, 'utf8');
  const numbers = Buffer.alloc(lengthBytes + crcBytes);
  numbers.writeUInt16BE(json.length, 0);
  numbers.writeUInt32BE(crc ?? crc32(json), lengthBytes);
  return Buffer.concat([head, numbers.subarray(0, lengthBytes), json, numbers.subarray(lengthBytes), tail]);
}

/** Reassembles frames from chunks of any size; drops everything that is not part of a frame. */
export class FrameReader {
  #unread = Buffer.alloc(0);
  #damaged = 0;

  /** Frames whose length or CRC was wrong. */
  get damaged(): number {
    return this.#damaged;
  }

  /** The JSON texts that this chunk completes. */
  push(chunk: Uint8Array): readonly string[] {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    const texts: string[] = [];
    for (let text = this.#next(); text !== undefined; text = this.#next()) texts.push(text);
    return texts;
  }

  #next(): string | undefined {
    for (;;) {
      this.#dropNoise();
      if (this.#unread.length < head.length + lengthBytes) return undefined;
      const length = this.#unread.readUInt16BE(head.length);
      if (length <= longestJson) {
        if (this.#unread.length < length + frameBytes) return undefined;
        const json = this.#whole(length);
        if (json !== undefined) return json;
      }
      this.#damaged += 1;
      this.#unread = this.#unread.subarray(head.length);
    }
  }

  // The text of an undamaged frame, which is removed from the buffer.
  #whole(length: number): string | undefined {
    const jsonEnds = head.length + lengthBytes + length;
    const json = this.#unread.subarray(head.length + lengthBytes, jsonEnds);
    const endsWell = this.#unread.subarray(jsonEnds + crcBytes, length + frameBytes).equals(tail);
    if (!endsWell || this.#unread.readUInt32BE(jsonEnds) !== crc32(json)) return undefined;
    this.#unread = this.#unread.subarray(length + frameBytes);
    return json.toString('utf8');
  }

  // A head may be split: its first byte at the end of a chunk is kept.
  #dropNoise(): void {
    const starts = this.#unread.indexOf(head);
    if (starts >= 0) this.#unread = this.#unread.subarray(starts);
    else this.#unread = this.#unread.subarray(this.#unread.at(-1) === head[0] ? -1 : this.#unread.length);
  }
}
