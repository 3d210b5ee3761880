import { type Clock, reasonOf, sleep, TimeIsUp, within } from '../clock.ts';
import { InternalError, MalformedError, NoAnswerError, UnreachableError } from '../errors.ts';
import { encode, parse, type Message, type Request } from '../protocol/envelope.ts';
import { newMessageId } from '../protocol/message-id.ts';
import { checkReply } from '../protocol/reply.ts';
import type { PairingTransport } from './pairing-transport.ts';
import { chunksOf, frame } from './ble-frame.ts';
import type { Peripheral, RadioConnection } from './radio.ts';
import { Reassembly } from './reassembly.ts';
import { SETUP_TIMES } from './setup-times.ts';

/** Bytes of each packet that the ATT protocol uses itself. */
const ATT_HEADER = 3;
/**
 * The payload without a negotiated MTU, and the chunk size of the one client that is confirmed on an mss305
 * (MerossBLE).
 */
const SMALLEST_PIECE = 20;
const LARGEST_PIECE = 200;

/** How a user gets a Bluetooth connection to a plug, or gets it back. */
export const BLE_HELP =
  'Bring the computer within a few metres of the plug. If its light does not alternate between green and orange, hold ' +
  'its button for 5 seconds. Close the Meross app on every phone nearby: a plug accepts one connection at a time.';

/** The request in progress. */
interface BleRequest {
  readonly messageId: string;
  readonly request: Request;
  readonly completion: PromiseWithResolvers<Message>;
  /**
   * Whether the last chunk has left, so that the plug may have acted. Before that, the plug has received no complete
   * request.
   */
  isSent: boolean;
}

/**
 * Connects to a peripheral.
 * @throws {BluetoothError} the connection fails; or {@link UnreachableError} after 20 s
 */
export async function connectBle(
  peripheral: Peripheral,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<BleTransport> {
  try {
    const connection = await within({ clock, signal }, SETUP_TIMES.connectMs, stop => peripheral.connect(stop));
    return new BleTransport(connection, { clock, name: peripheral.name });
  } catch (error) {
    if (error instanceof TimeIsUp) throw new UnreachableError('no Bluetooth connection in time', { cause: error });
    throw error;
  }
}

/**
 * A plug in pairing mode, over Bluetooth: JSON in frames, frames in chunks. One request at a time. A reply that arrives
 * after its request has timed out is ignored.
 *
 * Bluetooth encrypts nothing here, so every device in range can read the new key: distance is the only protection.
 */
export class BleTransport implements PairingTransport {
  readonly address: string;
  readonly help = BLE_HELP;
  readonly #connection: RadioConnection;
  readonly #clock: Clock;
  readonly #reassembly = new Reassembly();
  #key = '';
  #uuid: string | undefined;
  #pending: BleRequest | undefined;
  #isDisconnected = false;

  constructor(connection: RadioConnection, { clock, name = '' }: { readonly clock: Clock; readonly name?: string }) {
    this.#connection = connection;
    this.#clock = clock;
    this.address = name === '' ? 'Bluetooth' : `Bluetooth (${name})`;
    connection.onNotify(piece => this.#receive(piece));
    connection.onDisconnect(() => this.#markDisconnected());
  }

  useKey(key: string): void {
    this.#key = key;
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    if (this.#pending) throw new InternalError('one request at a time', { namespace });
    if (this.#isDisconnected) throw new UnreachableError('the Bluetooth connection has ended', { namespace });
    if (signal.aborted) throw reasonOf(signal);
    const messageId = newMessageId();
    const pending: BleRequest = { messageId, request, completion: Promise.withResolvers(), isSent: false };
    const { promise, reject } = pending.completion;
    const stop = (): void => reject(this.#abortReason(signal, pending));
    signal.addEventListener('abort', stop, { once: true });
    this.#pending = pending;
    this.#reassembly.clear();
    this.#send(pending, signal).catch((error: unknown) =>
      reject(signal.aborted ? reasonOf(signal) : this.#failureOf(pending, error)),
    );
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#pending = undefined;
      // The plug holds half a frame, which the next request would complete.
      if (!pending.isSent) await this.close();
    }
  }

  async close(): Promise<void> {
    if (this.#isDisconnected) return;
    this.#markDisconnected();
    await this.#connection.close();
  }

  async #send(pending: BleRequest, signal: AbortSignal): Promise<void> {
    const { messageId, request } = pending;
    const timestamp = this.#clock.epochSeconds();
    const text = encode(request, { messageId, key: this.#key, timestamp, from: '' });
    const size = Math.min(Math.max(this.#connection.mtu - ATT_HEADER, SMALLEST_PIECE), LARGEST_PIECE);
    const pieces = chunksOf(frame(text), size);
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await sleep(this.#clock, SETUP_TIMES.betweenChunksMs, signal);
      if (this.#pending !== pending) return;
      pending.isSent = at === pieces.length - 1;
      await this.#connection.write(piece);
    }
  }

  #receive(piece: Uint8Array): void {
    if (!this.#pending) return;
    for (const text of this.#reassembly.push(piece)) this.#readReply(text, this.#pending);
  }

  #readReply(text: string, { messageId, request, completion }: BleRequest): void {
    try {
      const message = parse(text);
      if (message.header.messageId !== messageId) return;
      checkReply(message, { request, messageId, uuid: this.#uuid });
      this.#uuid ??= message.header.uuid;
      completion.resolve(message);
    } catch (error) {
      completion.reject(error);
    }
  }

  #markDisconnected(): void {
    this.#isDisconnected = true;
    const pending = this.#pending;
    pending?.completion.reject(this.#failureOf(pending, new Error('disconnected')));
  }

  /** What a connection that failed during a request shows about the plug. */
  #failureOf({ isSent, request: { namespace } }: BleRequest, cause: unknown): Error {
    if (isSent)
      return new NoAnswerError('the Bluetooth connection ended before a reply', { namespace, hungUp: true, cause });
    return new UnreachableError('the Bluetooth connection ended before the whole request was sent', {
      namespace,
      cause,
    });
  }

  #abortReason(signal: AbortSignal, { isSent, request: { namespace } }: BleRequest): Error {
    const reason = reasonOf(signal);
    if (!(reason instanceof TimeIsUp)) return reason;
    if (!isSent)
      return new UnreachableError('the radio did not send the whole request in time', { namespace, cause: reason });
    if (this.#reassembly.damaged > 0)
      return new MalformedError('the reply arrived damaged', { namespace, cause: reason });
    return new NoAnswerError('sent over Bluetooth, but there was no reply', {
      namespace,
      hungUp: false,
      cause: reason,
    });
  }
}
