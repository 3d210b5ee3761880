import type { Clock } from '../clock.ts';
import { TokenBucket, type Limits } from './limits.ts';

/** What is wrong with the bytes that came in. */
export type FrameViolation = 'not-mqtt' | 'too-large' | 'too-many';

export type FrameLimits = Pick<Limits, 'packetBytes' | 'connectBytes' | 'packetsPerSecond' | 'packetsAtOnce'>;

export interface FrameMeterOptions {
  readonly limits: FrameLimits;
  readonly clock: Clock;
  /** What the first packet has to be: 1 is CONNECT, 2 is CONNACK. */
  readonly firstType: 1 | 2;
}

/** A packet's length takes four bytes at most, of seven bits each. */
const LAST_SHIFT = 21;

/**
 * Reads only the frame of MQTT: type and length of each packet. So that a packet which claims 256 MB is refused before
 * a byte of it is kept, and what is no MQTT at all is not waited for.
 */
export class FrameMeter {
  readonly #limits: FrameLimits;
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #firstType: number;
  /** What comes next: a packet's first byte, its length, or its body. */
  #part: 'type' | 'length' | 'body' = 'type';
  #isFirst = true;
  #length = 0;
  #shift = 0;

  constructor({ limits, clock, firstType }: FrameMeterOptions) {
    this.#limits = limits;
    this.#clock = clock;
    this.#firstType = firstType;
    this.#bucket = new TokenBucket(limits.packetsAtOnce, limits.packetsPerSecond, clock.now());
  }

  /** Takes the next bytes. @returns what is wrong with them, after which the connection has to end */
  take(bytes: Uint8Array): FrameViolation | undefined {
    for (let at = 0; at < bytes.length;) {
      if (this.#part === 'body') {
        const step = Math.min(this.#length, bytes.length - at);
        this.#length -= step;
        at += step;
        if (this.#length === 0) this.#part = 'type';
        continue;
      }
      const byte = bytes[at++] ?? 0;
      const violation = this.#part === 'type' ? this.#takeType(byte) : this.#takeLength(byte);
      if (violation) return violation;
    }
    return undefined;
  }

  #takeType(byte: number): FrameViolation | undefined {
    const type = byte >> 4;
    if (type === 0 || type === 15 || (this.#isFirst && type !== this.#firstType)) return 'not-mqtt';
    if (!this.#bucket.take(this.#clock.now())) return 'too-many';
    this.#part = 'length';
    this.#length = 0;
    this.#shift = 0;
    return undefined;
  }

  #takeLength(byte: number): FrameViolation | undefined {
    this.#length |= (byte & 0x7f) << this.#shift;
    if (byte & 0x80) {
      if (this.#shift === LAST_SHIFT) return 'not-mqtt';
      this.#shift += 7;
      return undefined;
    }
    const { connectBytes, packetBytes } = this.#limits;
    if (this.#length > (this.#isFirst ? connectBytes : packetBytes)) return 'too-large';
    this.#isFirst = false;
    this.#part = this.#length === 0 ? 'type' : 'body';
    return undefined;
  }
}
