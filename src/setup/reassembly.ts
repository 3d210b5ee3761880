import { endsInPartialHead, nextHead, readFrame } from './ble-frame.ts';

/**
 * Reassembles messages from the chunks that arrive over Bluetooth, by their length field: a chunk may end anywhere.
 * Bytes that are no frame are skipped. So is the beginning of a frame that never ends, as soon as a sound frame follows
 * it.
 *
 * Keeps at most one unfinished frame of the largest size, whatever arrives.
 */
export class Reassembly {
  #bytes: Buffer = Buffer.alloc(0);
  #damaged = 0;

  /** Complete frames that were damaged, since the last {@link clear}. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Bytes that wait for the rest of their frame. */
  get waiting(): number {
    return this.#bytes.length;
  }

  /** Takes the next chunk. @returns the texts that are complete now, in order; mostly none or one */
  push(piece: Uint8Array): readonly string[] {
    const bytes = Buffer.concat([this.#bytes, piece]);
    const texts: string[] = [];
    let unfinished = -1;
    let at = nextHead(bytes, 0);
    let rest = 0;
    while (at >= 0) {
      const parsed = readFrame(bytes, at);
      if (parsed.is === 'whole') {
        texts.push(parsed.text);
        rest = parsed.end;
        unfinished = -1;
        at = nextHead(bytes, parsed.end);
        continue;
      }
      if (parsed.is === 'partial' && unfinished < 0) unfinished = at;
      // A damaged frame inside an unfinished one is probably no frame at all, so it does not count.
      if (parsed.is === 'damaged' && unfinished < 0) {
        this.#damaged += 1;
        rest = at + 2;
      }
      at = nextHead(bytes, at + 2);
    }
    this.#bytes = remainder(bytes, unfinished, rest);
    return texts;
  }

  /** Discards what is unfinished, because its request is over. */
  clear(): void {
    this.#bytes = Buffer.alloc(0);
    this.#damaged = 0;
  }
}

/**
 * What to keep: the unfinished frame, or half of a head. A copy, so that a few bytes do not keep a large buffer alive.
 */
function remainder(bytes: Buffer, unfinished: number, rest: number): Buffer {
  if (unfinished >= 0) return Buffer.from(bytes.subarray(unfinished));
  const tail = bytes.subarray(rest);
  return endsInPartialHead(tail) ? Buffer.from(tail.subarray(-1)) : Buffer.alloc(0);
}
