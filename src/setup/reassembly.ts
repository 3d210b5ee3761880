import { endsInPartialHead, nextHead, readFrame } from './ble-frame.ts';

/**
 * Puts the pieces that arrive over Bluetooth together into messages, by their length: a piece may end anywhere. What is
 * no frame is passed over, and so is the beginning of one that never ends, as soon as a sound one stands behind it.
 *
 * What it keeps is at most one unfinished frame of the largest size, whatever arrives.
 */
export class Reassembly {
  #bytes: Buffer = Buffer.alloc(0);
  #damaged = 0;

  /** Frames that came to their end and were not sound, since the last {@link clear}. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Bytes that wait for the rest of their frame. */
  get waiting(): number {
    return this.#bytes.length;
  }

  /** Takes the next piece. @returns the texts that are whole now, in order; mostly none or one */
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
      // One that is inside an unfinished frame is perhaps no frame at all, and counts only if it is sound.
      if (parsed.is === 'damaged' && unfinished < 0) {
        this.#damaged += 1;
        rest = at + 2;
      }
      at = nextHead(bytes, at + 2);
    }
    this.#bytes = remainder(bytes, unfinished, rest);
    return texts;
  }

  /** Forgets what is unfinished: its question is over. */
  clear(): void {
    this.#bytes = Buffer.alloc(0);
    this.#damaged = 0;
  }
}

/** What to keep: the unfinished frame, or half of a head. A copy, so that no large piece is held for a few bytes of it. */
function remainder(bytes: Buffer, unfinished: number, rest: number): Buffer {
  if (unfinished >= 0) return Buffer.from(bytes.subarray(unfinished));
  const tail = bytes.subarray(rest);
  return endsInPartialHead(tail) ? Buffer.from(tail.subarray(-1)) : Buffer.alloc(0);
}
