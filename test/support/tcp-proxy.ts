/** A proxy to a TCP port of this machine. A test can cut it, or make it silent, as a plug is that loses its power. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './homebridge.ts';

export class TcpProxy {
  /** The port on which it listens. */
  readonly port: number;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #isBlackHole = false;

  private constructor(port: number, to: number) {
    this.port = port;
    this.#target = to;
  }

  /** A proxy from a free port of 127.0.0.1 to this one. The caller closes it. */
  static async to(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(await freePort(), port);
    await proxy.restore();
    return proxy;
  }

  /** Refuses new connections, and closes the open ones. */
  async disconnect(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  /** Forwards nothing any more and notifies neither side: connections stay open, and new ones are accepted without a reply. */
  blackHole(): void {
    this.#isBlackHole = true;
    for (const socket of this.#sockets) socket.unpipe();
  }

  /** Works again; earlier connections are gone. */
  async restore(): Promise<void> {
    await this.disconnect();
    this.#isBlackHole = false;
    const server = createServer(near => this.#join(near));
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  async close(): Promise<void> {
    await this.disconnect();
  }

  #join(near: Socket): void {
    this.#track(near);
    if (this.#isBlackHole) return;
    const far = this.#track(connect(this.#target, '127.0.0.1'));
    near.once('close', () => far.destroy());
    far.once('close', () => {
      // A connection that the port refuses is closed here, which is the nearest that a proxy can do.
      if (!this.#isBlackHole) near.destroy();
    });
    near.pipe(far).pipe(near);
  }

  #track(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
