/** A wire to a TCP port of this machine, which a test can cut, or let go dead as a plug does that loses its power. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './homebridge.ts';

export class Wire {
  /** Where it begins. */
  readonly port: number;
  readonly #to: number;
  readonly #ends = new Set<Socket>();
  #server: Server | undefined;
  #isDead = false;

  private constructor(port: number, to: number) {
    this.port = port;
    this.#to = to;
  }

  /** A wire from a free port of 127.0.0.1 to this one. Whoever lays it closes it. */
  static async to(port: number): Promise<Wire> {
    const wire = new Wire(await freePort(), port);
    await wire.mend();
    return wire;
  }

  /** Who connects is refused, and who is connected is hung up on. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const end of this.#ends) end.resetAndDestroy();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  /** Nothing passes any more, and nobody is told: connections stay open, and new ones are taken without a word. */
  die(): void {
    this.#isDead = true;
    for (const end of this.#ends) end.unpipe();
  }

  /** As new; connections of before are gone. */
  async mend(): Promise<void> {
    await this.cut();
    this.#isDead = false;
    const server = createServer(near => this.#join(near));
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  async close(): Promise<void> {
    await this.cut();
  }

  #join(near: Socket): void {
    this.#hold(near);
    if (this.#isDead) return;
    const far = this.#hold(connect(this.#to, '127.0.0.1'));
    near.once('close', () => far.destroy());
    far.once('close', () => {
      // What is refused there is refused here, as well as a wire can.
      if (!this.#isDead) near.destroy();
    });
    near.pipe(far).pipe(near);
  }

  #hold(end: Socket): Socket {
    this.#ends.add(end);
    end.on('error', () => undefined);
    end.once('close', () => this.#ends.delete(end));
    return end;
  }
}
