import { type Clock, reasonOf, sleep, TimeIsUp, within } from '../clock.ts';
import { InternalError, MalformedError, NoAnswerError, UnreachableError } from '../errors.ts';
import { encode, parse, type Message, type Request } from '../protocol/envelope.ts';
import { newMessageId } from '../protocol/message-id.ts';
import { checkReply } from '../protocol/reply.ts';
import type { Exchange } from './exchange.ts';
import { chunksOf, frame } from './frame.ts';
import type { Peripheral, RadioLink } from './radio.ts';
import { Reassembly } from './reassembly.ts';
import { PATIENCE } from './settings.ts';

/** What of a packet is not ours. */
const ATT_HEADER = 3;
/** What fits where nothing was agreed on, and the pieces of the one client that is confirmed on an mss305 (MerossBLE). */
const SMALLEST_PIECE = 20;
const LARGEST_PIECE = 200;

/** How a person gets a Bluetooth link to a plug, or gets it back. */
export const BLE_HELP =
  'Bring the computer within a few metres of the plug. If its light does not alternate between green and orange, hold ' +
  'its button for 5 seconds. Close the Meross app on every phone nearby: only one can be connected at a time.';

/** The question under way. */
interface Question {
  readonly messageId: string;
  readonly request: Request;
  readonly settled: PromiseWithResolvers<Message>;
  /** The last piece is on its way, so the plug may have understood. Before that, it has understood nothing. */
  isOut: boolean;
}

/**
 * Connects to a peripheral.
 * @throws {BluetoothError} it cannot be connected to; or {@link UnreachableError} after 20 s
 */
export async function connectBle(
  peripheral: Peripheral,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<BleExchange> {
  try {
    const link = await within({ clock, signal }, PATIENCE.connectMs, stop => peripheral.connect(stop));
    return new BleExchange(link, { clock, name: peripheral.name });
  } catch (error) {
    if (error instanceof TimeIsUp) throw new UnreachableError('no Bluetooth connection in time', { cause: error });
    throw error;
  }
}

/**
 * A plug in pairing mode, over Bluetooth: JSON in frames, frames in pieces. One question at a time. An answer that comes
 * after its question's time is passed over.
 *
 * Bluetooth encrypts nothing here, so whoever is in reach can read the new key as it goes by: nearness is the only guard.
 */
export class BleExchange implements Exchange {
  readonly address: string;
  readonly help = BLE_HELP;
  readonly #link: RadioLink;
  readonly #clock: Clock;
  readonly #reassembly = new Reassembly();
  #key = '';
  #uuid: string | undefined;
  #question: Question | undefined;
  #isLost = false;

  constructor(link: RadioLink, { clock, name = '' }: { readonly clock: Clock; readonly name?: string }) {
    this.#link = link;
    this.#clock = clock;
    this.address = name === '' ? 'Bluetooth' : `Bluetooth (${name})`;
    link.onNotify(piece => this.#hear(piece));
    link.onDisconnect(() => this.#lose());
  }

  useKey(key: string): void {
    this.#key = key;
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    if (this.#question) throw new InternalError('one question at a time', { namespace });
    if (this.#isLost) throw new UnreachableError('the Bluetooth connection is gone', { namespace });
    if (signal.aborted) throw reasonOf(signal);
    const messageId = newMessageId();
    const question: Question = { messageId, request, settled: Promise.withResolvers(), isOut: false };
    const { promise, reject } = question.settled;
    const stop = (): void => reject(this.#meaningOf(signal, question));
    signal.addEventListener('abort', stop, { once: true });
    this.#question = question;
    this.#reassembly.clear();
    this.#send(question, signal).catch((error: unknown) =>
      reject(signal.aborted ? reasonOf(signal) : this.#failed(question, error)),
    );
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#question = undefined;
      // Half a frame is in the plug, and whatever came next would end it.
      if (!question.isOut) await this.close();
    }
  }

  async close(): Promise<void> {
    if (this.#isLost) return;
    this.#lose();
    await this.#link.close();
  }

  async #send(question: Question, signal: AbortSignal): Promise<void> {
    const { messageId, request } = question;
    const timestamp = this.#clock.epochSeconds();
    const text = encode(request, { messageId, key: this.#key, timestamp, from: '' });
    const size = Math.min(Math.max(this.#link.mtu - ATT_HEADER, SMALLEST_PIECE), LARGEST_PIECE);
    const pieces = chunksOf(frame(text), size);
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await sleep(this.#clock, PATIENCE.betweenChunksMs, signal);
      if (this.#question !== question) return;
      question.isOut = at === pieces.length - 1;
      await this.#link.write(piece);
    }
  }

  #hear(piece: Uint8Array): void {
    if (!this.#question) return;
    for (const text of this.#reassembly.push(piece)) this.#read(text, this.#question);
  }

  #read(text: string, { messageId, request, settled }: Question): void {
    try {
      const message = parse(text);
      if (message.header.messageId !== messageId) return;
      checkReply(message, { request, messageId, uuid: this.#uuid });
      this.#uuid ??= message.header.uuid;
      settled.resolve(message);
    } catch (error) {
      settled.reject(error);
    }
  }

  #lose(): void {
    this.#isLost = true;
    const question = this.#question;
    question?.settled.reject(this.#failed(question, new Error('disconnected')));
  }

  /** What a link that failed in the middle of a question says about the plug. */
  #failed({ isOut, request: { namespace } }: Question, cause: unknown): Error {
    if (isOut)
      return new NoAnswerError('the Bluetooth connection ended before an answer', { namespace, hungUp: true, cause });
    return new UnreachableError('the Bluetooth connection ended before all was sent', { namespace, cause });
  }

  #meaningOf(signal: AbortSignal, { isOut, request: { namespace } }: Question): Error {
    const reason = reasonOf(signal);
    if (!(reason instanceof TimeIsUp)) return reason;
    if (!isOut) return new UnreachableError('the radio did not send all of it in time', { namespace, cause: reason });
    if (this.#reassembly.damaged > 0)
      return new MalformedError('an answer came, but damaged', { namespace, cause: reason });
    return new NoAnswerError('sent by Bluetooth, then silence', { namespace, hungUp: false, cause: reason });
  }
}
