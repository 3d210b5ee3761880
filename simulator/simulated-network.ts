import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isObject, parseJson, textAt } from './json.ts';
import type { SimulatedPlug } from './simulated-plug.ts';

/** Options of a simulated network; all have a default. */
export interface SimulatedNetworkOptions {
  /** The plugs that answer; more may join later. */
  readonly plugs?: Iterable<SimulatedPlug>;
  /**
   * Where probes arrive, default 127.0.0.1. On Linux 127.255.255.255 receives what is broadcast on loopback, and any
   * other address of 127/8 can stand for the broadcast address of a smaller subnet.
   */
  readonly address?: string;
  /** Default 9988, the port of real plugs; 0 for any free one. */
  readonly port?: number;
  /** The sender's port to which replies go. Default 9989, as with real plugs; 0 for the port of the probe. */
  readonly replyPort?: number;
}

/** A probe that has arrived, well-formed or not. */
export interface SeenProbe {
  /** By `performance.now()`. */
  readonly at: number;
  readonly text: string;
  readonly address: string;
  readonly port: number;
}

/**
 * A network that answers broadcasts: a UDP probe `{"id":"<32 hex>","devName":"*"}` gets one datagram of JSON from each
 * plug that has power, sent from the plug's own address. Anything else gets no reply (our guess).
 *
 * Two projects probe Meross and Refoss devices like this; no recording shows which plugs answer.
 */
export class SimulatedNetwork {
  readonly plugs: Set<SimulatedPlug>;
  readonly #probes: SeenProbe[] = [];
  readonly #endpoint: { readonly address: string; readonly port: number };
  readonly #replyPort: number;
  readonly #replies = new Set<Promise<void>>();
  #socket: Socket | undefined;

  constructor({ plugs = [], address = '127.0.0.1', port = 9988, replyPort = 9989 }: SimulatedNetworkOptions = {}) {
    if (!address.startsWith('127.')) throw new RangeError(`${address} is not an IPv4 loopback address`);
    this.plugs = new Set(plugs);
    this.#endpoint = { address, port };
    this.#replyPort = replyPort;
  }

  /**
   * Starts to listen.
   *
   * @throws the error of `bind`, such as EADDRINUSE
   */
  async start(): Promise<void> {
    if (this.#socket !== undefined) return;
    const socket = createSocket('udp4');
    this.#socket = socket;
    socket.on('message', (bytes, from) => {
      this.#receive(bytes.toString('utf8'), from);
    });
    try {
      socket.bind(this.#endpoint);
      await once(socket, 'listening');
    } catch (error) {
      this.#socket = undefined;
      socket.close();
      throw error;
    }
    // A datagram that could not be delivered does no harm.
    socket.on('error', () => undefined);
  }

  /**
   * Where probes arrive.
   *
   * @throws {Error} before it has been started, when its port is not yet known
   */
  get port(): number {
    if (this.#socket === undefined) throw new Error('This simulated network has not been started');
    return this.#socket.address().port;
  }

  /** Every datagram that has arrived, oldest first: a live list. */
  get probes(): readonly SeenProbe[] {
    return this.#probes;
  }

  /** Ends everything except the plugs. */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    }
    await Promise.all(this.#replies);
  }

  #receive(text: string, { address, port }: RemoteInfo): void {
    this.#probes.push({ at: performance.now(), text, address, port });
    const probe = parseJson(text);
    if (!isObject(probe) || textAt(probe, 'id') === undefined || probe['devName'] !== '*') return;
    for (const plug of this.plugs) {
      const { probeReply } = plug;
      if (probeReply === undefined) continue;
      const reply = sendFrom(probeReply.ip, JSON.stringify(probeReply), {
        address,
        port: this.#replyPort === 0 ? port : this.#replyPort,
      });
      this.#replies.add(reply);
      void reply.then(() => this.#replies.delete(reply));
    }
  }
}

/** Sends one datagram; losing it is not an error. */
async function sendFrom(from: string, text: string, to: { address: string; port: number }): Promise<void> {
  const socket = createSocket('udp4');
  const closed = once(socket, 'close');
  socket.on('error', () => {
    socket.close();
  });
  socket.bind({ address: from, port: 0 }, () => {
    socket.send(text, to.port, to.address, () => {
      socket.close();
    });
  });
  await closed.catch(() => undefined);
}
