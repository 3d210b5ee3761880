import type { Clock } from '../clock.ts';
import type { JsonObject } from '../protocol/decode.ts';
import { isObject } from '../protocol/decode.ts';
import type { Message } from '../protocol/envelope.ts';
import type { MailOptions } from './mail.ts';

/** The longest keep-alive seen of a plug is 120 s, and a broker gives up after one and a half. */
const PROVES_FOR_MS = 180_000;
/** A plug that has said nothing for so long is asked. */
const ASK_AFTER_MS = 150_000;

const ONLINE = 'Appliance.System.Online';
/** `online.status`: -1 unknown, 0 connecting, 1 online, 2 offline, 3 upgrading. */
const IS_ONLINE = 1;

/**
 * Which plugs have a session at a broker that is not ours. It tells us nothing about its clients, so only what a plug
 * says proves that it is there, and not for long; a silent plug counts as not known to be there.
 */
export class Evidence {
  readonly #clock: Clock;
  readonly #onSession: MailOptions['onSession'];
  readonly #ask: (uuid: string) => void;
  /** What ends each proof. */
  readonly #proofs = new Map<string, () => void>();

  /** @param ask makes this plug say something, if it is still there: most plugs are silent for hours */
  constructor(clock: Clock, onSession: MailOptions['onSession'], ask: (uuid: string) => void) {
    this.#clock = clock;
    this.#onSession = onSession;
    this.#ask = ask;
  }

  has(uuid: string): boolean {
    return this.#proofs.has(uuid);
  }

  /** A plug has said this, just now. */
  heard(uuid: string, { header, payload }: Message): void {
    if (header.namespace === ONLINE && statusOf(payload) !== IS_ONLINE) {
      this.#end(uuid);
      return;
    }
    const cancel = this.#proofs.get(uuid);
    cancel?.();
    this.#set(uuid, ASK_AFTER_MS, () => {
      this.#set(uuid, PROVES_FOR_MS - ASK_AFTER_MS, () => this.#end(uuid));
      this.#ask(uuid);
    });
    if (cancel === undefined) this.#onSession(uuid, true);
  }

  /** Nothing is known of anybody. */
  clear(): void {
    for (const uuid of [...this.#proofs.keys()]) this.#end(uuid);
  }

  #set(uuid: string, ms: number, task: () => void): void {
    this.#proofs.set(uuid, this.#clock.after(ms, task));
  }

  #end(uuid: string): void {
    const cancel = this.#proofs.get(uuid);
    if (cancel === undefined) return;
    cancel();
    this.#proofs.delete(uuid);
    this.#onSession(uuid, false);
  }
}

function statusOf(payload: JsonObject): unknown {
  const online: unknown = payload['online'];
  return isObject(online) ? online['status'] : undefined;
}
