import type { Client } from 'aedes';
import type { GuardedStream } from '../guarded-stream.ts';
import type { LoginResult } from './login.ts';
import type { BrokerOptions } from '../broker-connection.ts';

/** One TLS connection, from its handshake to its end. */
export interface ClientConnection {
  /** For the log. */
  readonly address: string;
  /** As `tlsSocket.getProtocol()` gives it. */
  readonly tls: string | null;
  readonly stream: GuardedStream;
  /** Call it once the login is accepted: the connection no longer counts as waiting. */
  readonly markLoggedIn: () => void;
  client?: Client;
  /** Set at CONNECT. */
  loginResult?: LoginResult;
  /** The topic it has subscribed to, in its own spelling; undefined while it has no subscription. */
  topic?: string | undefined;
}

/** The broker sessions: one connection for each plug, the latest with an accepted login. */
export class BrokerSessions {
  readonly #current = new Map<string, ClientConnection>();
  readonly #alive = new Set<string>();
  readonly #onSession: BrokerOptions['onSession'];

  constructor(onSession: BrokerOptions['onSession']) {
    this.#onSession = onSession;
  }

  /** The connection over which this plug can be reached. */
  get(uuid: string): ClientConnection | undefined {
    return this.#alive.has(uuid) ? this.#current.get(uuid) : undefined;
  }

  get size(): number {
    return this.#current.size;
  }

  /** Registers an accepted login, and closes an older connection of the same plug. */
  begin(uuid: string, connection: ClientConnection): void {
    const previous = this.#current.get(uuid);
    this.#current.set(uuid, connection);
    this.#setAlive(uuid, false);
    if (previous !== connection) previous?.stream.destroy();
  }

  /** The connection has subscribed or unsubscribed. */
  update(uuid: string, connection: ClientConnection): void {
    if (this.#current.get(uuid) === connection) this.#setAlive(uuid, connection.topic !== undefined);
  }

  /** The connection was closed. */
  end(uuid: string, connection: ClientConnection): void {
    if (this.#current.get(uuid) !== connection) return;
    this.#current.delete(uuid);
    this.#setAlive(uuid, false);
  }

  #setAlive(uuid: string, isAlive: boolean): void {
    if (this.#alive.has(uuid) === isAlive) return;
    if (isAlive) this.#alive.add(uuid);
    else this.#alive.delete(uuid);
    this.#onSession(uuid, isAlive);
  }
}
