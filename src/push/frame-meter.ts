import type { Clock } from '../clock.ts';
import { TokenBucket, type Limits } from './limits.ts';

/** What is wrong with received bytes. */
export type FrameViolation = 'not-mqtt' | 'too-large' | 'too-many';

export type FrameLimits = Pick<Limits, 'packetBytes' | 'connectBytes' | 'packetsPerSecond' | 'packetsAtOnce'>;

export interface FrameMeterOptions {
  readonly limits: FrameLimits;
  readonly clock: Clock;
  /** The type that the first packet must have: 1 is CONNECT, 2 is CONNACK. */
  readonly firstType: 1 | 2;
}

/** A packet length has at most four bytes of seven bits each. */
const LAST_SHIFT = 21;

/**
 * Reads only the frame of MQTT, the type and length of each packet. It refuses a packet that claims 256 MB before any
 * byte of it is buffered, and ends a connection that is not MQTT at its first byte.
 */
export class FrameMeter {
  readonly #limits: FrameLimits;
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #firstType: number;
  /** What the next byte belongs to: a packet's type, its length, or its body. */
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

  /** Reads the next bytes. @returns what is wrong with them; the connection then has to be closed */
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
