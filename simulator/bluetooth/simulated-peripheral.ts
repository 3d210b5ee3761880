import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { processRequest, type PendingRequest } from '../request-processing.ts';
import { readEnvelope } from '../envelope.ts';
import type { PlugCore } from '../plug-core.ts';
import type { RequestLog } from '../request-log.ts';
import { frameOf } from './frames.ts';
import { GattConnection } from './gatt-connection.ts';
import { noRadioFaults, picksNumber, type RadioFaults } from './radio-faults.ts';

/** The service that a plug in pairing mode advertises, and its characteristics. */
export const gatt = {
  service: '0000a00a-0000-1000-8000-00805f9b34fb',
  /** Write without response. */
  write: '0000b002-0000-1000-8000-00805f9b34fb',
  notify: '0000b003-0000-1000-8000-00805f9b34fb',
} as const;

/** What a peripheral needs of its plug. */
export interface PeripheralContext {
  readonly core: PlugCore;
  readonly log: RequestLog;
  /** Whether the plug has been started, has power and has not been closed. */
  isOn(): boolean;
}

/**
 * The Bluetooth side of a plug, without a radio: a client writes bytes and gets notifications, in chunks as over GATT.
 * One connection at a time, and one request: chunks that arrive while the plug processes another request are dropped.
 */
export class SimulatedPeripheral {
  readonly faults: RadioFaults = noRadioFaults();
  /** Bytes of a chunk, in both directions: the negotiated ATT MTU less 3. Seen: 20, 200, 241. */
  chunkBytes: number;
  readonly #context: PeripheralContext;
  #connection: GattConnection | undefined;
  #writesWhileBusy = 0;

  constructor(context: PeripheralContext, chunkBytes: number) {
    this.#context = context;
    this.chunkBytes = chunkBytes;
  }

  /** Its Bluetooth address, which is not the MAC address of the plug (seen: mss710). */
  get address(): string {
    const digits = createHash('md5').update(this.#context.core.uuid).digest('hex').slice(0, 10);
    return ['c0', ...(digits.match(/../g) ?? [])].join(':');
  }

  /** What it advertises: the one service. */
  readonly services: readonly string[] = [gatt.service];

  /** Whether a scan finds it: in pairing mode only. */
  get isAdvertising(): boolean {
    return this.#context.isOn() && this.#context.core.mode === 'pairing';
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Chunks that arrived while the plug was busy, and were dropped. */
  get writesWhileBusy(): number {
    return this.#writesWhileBusy;
  }

  /** Frames of this connection whose length or CRC was wrong. */
  get damagedFrames(): number {
    return this.#connection?.reader.damaged ?? 0;
  }

  /** @throws {Error} if it does not advertise, has a connection already, or a fault refuses one */
  async connect(): Promise<void> {
    await turn();
    if (!this.isAdvertising) throw new Error('This simulated plug does not advertise');
    if (this.isConnected) throw new Error('This simulated plug has a link already');
    if (this.faults.refusesConnection) throw new Error('This simulated plug refuses the link');
    this.#connection = new GattConnection();
  }

  /**
   * Writes a chunk, without response.
   *
   * @throws {Error} if there is no connection
   * @throws {RangeError} if the chunk is longer than `chunkBytes`
   */
  async write(chunk: Uint8Array): Promise<void> {
    const connection = this.#requireConnection();
    if (chunk.length > this.chunkBytes) {
      throw new RangeError(`A chunk of ${chunk.length} bytes; the link carries ${this.chunkBytes}`);
    }
    await turn();
    if (picksNumber(this.faults.losesWrite, connection.countWrite())) return;
    if (connection.isBusy) this.#writesWhileBusy += 1;
    else for (const text of connection.reader.push(chunk)) void this.#receive(connection, text);
  }

  /**
   * Subscribes to notifications of the plug; returns the function that unsubscribes.
   *
   * @throws {Error} if there is no connection
   */
  onNotify(listener: (chunk: Uint8Array) => void): () => void {
    return this.#requireConnection().onNotify(listener);
  }

  /**
   * Calls the listener once when the connection ends, from either side; returns the function that removes the listener.
   *
   * @throws {Error} if there is no connection
   */
  onDisconnect(listener: () => void): () => void {
    return this.#requireConnection().onEnd(listener);
  }

  /** Ends the connection, if there is one. */
  disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.end();
  }

  /** Ends the connection from the plug's side, when pairing mode ends or the power fails. */
  disconnectUnlessAvailable(): void {
    if (!this.#context.isOn() || this.#context.core.mode === 'home') this.disconnect();
  }

  #requireConnection(): GattConnection {
    if (this.#connection === undefined) throw new Error('There is no link to this simulated plug');
    return this.#connection;
  }

  async #receive(connection: GattConnection, text: string): Promise<void> {
    const envelope = readEnvelope(text);
    // A busy plug has dropped the rest of a chunk too.
    if (envelope === undefined || connection.isBusy) return;
    const release = connection.startWork();
    const logged = this.#context.log.open(envelope, 'bluetooth');
    const forget = connection.onEnd(() => {
      logged.end('abandoned');
    });
    await this.#handle(connection, { envelope, logged, clear: false, abandoned: connection.ended }, release);
    release();
    forget();
  }

  async #handle(connection: GattConnection, pending: PendingRequest, release: () => void): Promise<void> {
    const result = await processRequest(this.#context.core, pending);
    if (result.kind === 'broken') this.disconnect();
    // What it would hang up on over HTTP it leaves unanswered (our guess).
    if (result.kind !== 'answered') return;
    await this.#send(connection, result.text, () => {
      pending.logged.end(result.outcome);
      release();
    });
    result.sent();
  }

  // The client may send its next request once it has the last chunk of the frame: `beforeLast` is called just before
  // that.
  async #send(connection: GattConnection, text: string, beforeLast: () => void): Promise<void> {
    const { faults, chunkBytes } = this;
    const { noiseBefore, noiseAfter, breaksAfter } = faults;
    const frame = frameOf(text, picksNumber(faults.wrongCrc, connection.countFrame()) ? 0xbadc0de : undefined);
    const bytes = Buffer.concat([noiseBefore, frame, noiseAfter]);
    const frameEnds = noiseBefore.length + frame.length;
    faults.breaksAfter = undefined;
    for (let at = 0, sent = 0; at < bytes.length; at += chunkBytes, sent += 1) {
      await turn();
      if (sent === breaksAfter) this.disconnect();
      if (connection.ended.aborted) return;
      if (at < frameEnds && at + chunkBytes >= frameEnds) beforeLast();
      this.#notify(connection, Uint8Array.from(bytes.subarray(at, at + chunkBytes)));
    }
  }

  #notify(connection: GattConnection, chunk: Uint8Array): void {
    const index = connection.countNotification();
    if (picksNumber(this.faults.losesNotification, index)) return;
    connection.notify(chunk);
    if (picksNumber(this.faults.doublesNotification, index)) connection.notify(chunk);
  }
}
