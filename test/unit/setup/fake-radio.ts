/** A Bluetooth radio with one plug in reach: the plug reads frames and writes them by code of its own. */
import { crc32 } from 'node:zlib';
import type { Peripheral, RadioConnection } from '../../../src/setup/radio.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import type { PairingPlug } from './pairing-plug.ts';

export interface RadioQuirks {
  /** What one packet may hold, and three bytes. */
  readonly mtu?: number;
  /** The plug splits its replies into chunks of this size. Default: the packet size. */
  readonly piece?: number;
  /** Stray bytes in front of every answer. */
  readonly noise?: Uint8Array;
  /** Loses this piece of every answer, counted from 0. */
  readonly loses?: number;
  /** Turns a bit in every answer. */
  readonly damages?: boolean;
  /** The delay of a reply. */
  readonly delayMs?: number;
  /** Hangs up when this many pieces of a request have arrived. */
  readonly dropsAfterPieces?: number;
  /** The radio never takes a piece. */
  readonly writesHang?: boolean;
}

export class FakeConnection implements RadioConnection {
  readonly mtu: number;
  /** Every piece that was written. */
  readonly written: Uint8Array[] = [];
  /** When, by the clock. */
  readonly writtenAt: number[] = [];
  isClosed = false;
  quirks: RadioQuirks;
  #notify: (piece: Uint8Array) => void = () => undefined;
  #disconnected: () => void = () => undefined;
  #received: Buffer = Buffer.alloc(0);
  #pieces = 0;
  readonly #plug: PairingPlug;
  readonly #clock: FakeClock;

  constructor(plug: PairingPlug, clock: FakeClock, quirks: RadioQuirks = {}) {
    this.#plug = plug;
    this.#clock = clock;
    this.quirks = quirks;
    this.mtu = quirks.mtu ?? 244;
  }

  onNotify(listener: (piece: Uint8Array) => void): void {
    this.#notify = listener;
  }

  onDisconnect(listener: () => void): void {
    this.#disconnected = listener;
  }

  write(piece: Uint8Array): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error('not connected'));
    if (piece.length > this.mtu - 3) return Promise.reject(new Error('too long for a packet'));
    this.written.push(piece);
    this.writtenAt.push(this.#clock.now());
    if (this.quirks.writesHang === true) return new Promise(() => undefined);
    this.#pieces += 1;
    if (this.#pieces === this.quirks.dropsAfterPieces) this.drop();
    else this.#receive(piece);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  /** The plug, or the air, ends the connection. */
  drop(): void {
    this.isClosed = true;
    this.#disconnected();
  }

  /** Sends bytes that are no reply. */
  emitBytes(bytes: Uint8Array): void {
    this.#notify(bytes);
  }

  #receive(piece: Uint8Array): void {
    this.#received = Buffer.concat([this.#received, piece]);
    const size = this.#received.length < 4 ? Infinity : this.#received.readUInt16BE(2);
    if (this.#received.length < size + 10) return;
    const text = unframed(this.#received);
    this.#received = Buffer.alloc(0);
    this.#pieces = 0;
    void this.#plug.replyTo(text).then(reply => {
      if (reply === 'no connection' || reply === 'hang-up') this.drop();
      else if (reply !== 'silence') this.#reply(reply.text);
    });
  }

  #reply(text: string): void {
    const { piece = this.mtu - 3, noise = Buffer.alloc(0), loses, damages = false, delayMs = 30 } = this.quirks;
    const bytes = framed(text);
    if (damages) bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    const all = Buffer.concat([noise, bytes]);
    this.#clock.after(delayMs, () => {
      for (let at = 0, count = 0; at < all.length; at += piece, count += 1) {
        if (!this.isClosed && count !== loses) this.#notify(Buffer.from(all.subarray(at, at + piece)));
      }
      // With the Wi-Fi, the plug leaves.
      if (this.#plug.core.mode !== 'pairing') this.#clock.after(500, () => this.drop());
    });
  }
}

export function framed(text: string): Buffer {
  const body = Buffer.from(text, 'utf8');
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(6)];
  head.writeUInt32BE(0x55aa0000 + body.length);
  tail.writeUInt32BE(crc32(body));
  tail.writeUInt16BE(0xaa55, 4);
  return Buffer.concat([head, body, tail]);
}

function unframed(bytes: Buffer): string {
  const body = bytes.subarray(4, -6);
  const isSound = bytes.readUInt16BE(0) === 0x55aa && bytes.readUInt32BE(bytes.length - 6) === crc32(body);
  if (!isSound || bytes.readUInt16BE(bytes.length - 2) !== 0xaa55) throw new Error('not a sound frame');
  return body.toString('utf8');
}

export function peripheralOf(connection: RadioConnection | Error | undefined): Peripheral {
  return {
    id: 'db:e9:10:eb:e0:b8',
    name: 'Meross',
    rssi: -50,
    connect: signal => {
      if (connection instanceof Error) return Promise.reject(connection);
      if (connection) return Promise.resolve(connection);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    },
  };
}
