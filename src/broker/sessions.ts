import type { Client } from 'aedes';
import type { GuardedStream } from './guarded-stream.ts';
import type { Verdict } from './login.ts';
import type { MailOptions } from './mail.ts';

/** One connection that speaks TLS, from its handshake to its end. */
export interface Visit {
  /** For people. */
  readonly address: string;
  /** As `tlsSocket.getProtocol()` gives it. */
  readonly tls: string | null;
  readonly stream: GuardedStream;
  /** Its login is accepted: it is no longer one of those who wait. */
  readonly enter: () => void;
  client?: Client;
  /** Who it is, once it has said so. */
  verdict?: Verdict;
  /** Where it listens, spelt as it spells it; undefined while it would not hear us. */
  topic?: string | undefined;
}

/** Who is in: one connection for each plug, the latest whose login was right. */
export class Sessions {
  readonly #current = new Map<string, Visit>();
  readonly #alive = new Set<string>();
  readonly #onSession: MailOptions['onSession'];

  constructor(onSession: MailOptions['onSession']) {
    this.#onSession = onSession;
  }

  /** The connection over which this plug hears us. */
  of(uuid: string): Visit | undefined {
    return this.#alive.has(uuid) ? this.#current.get(uuid) : undefined;
  }

  get size(): number {
    return this.#current.size;
  }

  /** A login was accepted: an older connection of the same plug ends. */
  begin(uuid: string, visit: Visit): void {
    const former = this.#current.get(uuid);
    this.#current.set(uuid, visit);
    this.#setAlive(uuid, false);
    if (former !== visit) former?.stream.destroy();
  }

  /** Whether it listens has changed. */
  update(uuid: string, visit: Visit): void {
    if (this.#current.get(uuid) === visit) this.#setAlive(uuid, visit.topic !== undefined);
  }

  /** A connection is closed. */
  end(uuid: string, visit: Visit): void {
    if (this.#current.get(uuid) !== visit) return;
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
