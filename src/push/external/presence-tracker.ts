import type { Clock } from '../../clock.ts';
import type { JsonObject } from '../../protocol/decode.ts';
import { isObject } from '../../protocol/decode.ts';
import type { Message } from '../../protocol/envelope.ts';
import type { BrokerOptions } from '../broker-connection.ts';

/** The longest keep-alive seen of a plug is 120 s, and a broker disconnects a client after 1.5 times that. */
const PRESENCE_MS = 180_000;
/** A plug that has been silent for this long gets a query. */
const PROBE_AFTER_MS = 150_000;

const ONLINE = 'Appliance.System.Online';
/** `online.status`: -1 unknown, 0 connecting, 1 online, 2 offline, 3 upgrading. */
const ONLINE_STATUS = 1;

/**
 * Which plugs have a session at an external broker. A broker reports nothing about its clients, so only a message of the
 * plug proves its session, and only for `PRESENCE_MS`.
 */
export class PresenceTracker {
  readonly #clock: Clock;
  readonly #onSession: BrokerOptions['onSession'];
  readonly #probe: (uuid: string) => void;
  /** By uuid: cancels the timer that ends the session. */
  readonly #timers = new Map<string, () => void>();

  /** @param probe sends a query to the plug, because most plugs are silent for hours */
  constructor(clock: Clock, onSession: BrokerOptions['onSession'], probe: (uuid: string) => void) {
    this.#clock = clock;
    this.#onSession = onSession;
    this.#probe = probe;
  }

  has(uuid: string): boolean {
    return this.#timers.has(uuid);
  }

  /** The plug has just sent this message. */
  received(uuid: string, { header, payload }: Message): void {
    if (header.namespace === ONLINE && statusOf(payload) !== ONLINE_STATUS) {
      this.#end(uuid);
      return;
    }
    const cancel = this.#timers.get(uuid);
    cancel?.();
    this.#set(uuid, PROBE_AFTER_MS, () => {
      this.#set(uuid, PRESENCE_MS - PROBE_AFTER_MS, () => this.#end(uuid));
      this.#probe(uuid);
    });
    if (cancel === undefined) this.#onSession(uuid, true);
  }

  /** Ends the sessions of all plugs. */
  clear(): void {
    for (const uuid of [...this.#timers.keys()]) this.#end(uuid);
  }

  #set(uuid: string, ms: number, task: () => void): void {
    this.#timers.set(uuid, this.#clock.after(ms, task));
  }

  #end(uuid: string): void {
    const cancel = this.#timers.get(uuid);
    if (cancel === undefined) return;
    cancel();
    this.#timers.delete(uuid);
    this.#onSession(uuid, false);
  }
}

function statusOf(payload: JsonObject): unknown {
  const online: unknown = payload['online'];
  return isObject(online) ? online['status'] : undefined;
}
