import type { Client } from 'aedes';
import type { GuardedStream } from '../guarded-stream.ts';
import type { LoginResult } from './login.ts';
import type { BrokerOptions } from '../broker-connection.ts';

/** One connection that speaks TLS, from its handshake to its end. */
export interface ClientConnection {
  /** For people. */
  readonly address: string;
  /** As `tlsSocket.getProtocol()` gives it. */
  readonly tls: string | null;
  readonly stream: GuardedStream;
  /** Its login is accepted: it is no longer one of those who wait. */
  readonly markLoggedIn: () => void;
  client?: Client;
  /** Who it is, once it has said so. */
  loginResult?: LoginResult;
  /** Where it listens, spelt as it spells it; undefined while it would not hear us. */
  topic?: string | undefined;
}

/** Who is in: one connection for each plug, the latest whose login was right. */
export class BrokerSessions {
  readonly #current = new Map<string, ClientConnection>();
  readonly #alive = new Set<string>();
  readonly #onSession: BrokerOptions['onSession'];

  constructor(onSession: BrokerOptions['onSession']) {
    this.#onSession = onSession;
  }

  /** The connection over which this plug hears us. */
  get(uuid: string): ClientConnection | undefined {
    return this.#alive.has(uuid) ? this.#current.get(uuid) : undefined;
  }

  get size(): number {
    return this.#current.size;
  }

  /** A login was accepted: an older connection of the same plug ends. */
  begin(uuid: string, connection: ClientConnection): void {
    const previous = this.#current.get(uuid);
    this.#current.set(uuid, connection);
    this.#setAlive(uuid, false);
    if (previous !== connection) previous?.stream.destroy();
  }

  /** Whether it listens has changed. */
  update(uuid: string, connection: ClientConnection): void {
    if (this.#current.get(uuid) === connection) this.#setAlive(uuid, connection.topic !== undefined);
  }

  /** A connection is closed. */
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
