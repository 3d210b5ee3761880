import type { Envelope } from './envelope.ts';
import type { JsonObject } from './json.ts';

/**
 * What became of a request: being handled, answered, refused by hanging up, answered by an ERROR, never answered,
 * obeyed but the answer lost, or given up by the client before the answer.
 */
export type Outcome = 'pending' | 'answered' | 'refused' | `error ${number}` | 'silent' | 'lost' | 'abandoned';

/** Which way a request came in. */
export type Door = 'http' | 'bluetooth' | 'mqtt';

/** A request that the plug has read. */
export interface SeenRequest {
  /** When it had been read, by `performance.now()`. */
  readonly at: number;
  readonly method: string;
  readonly namespace: string;
  readonly payload: unknown;
  /** Header of the message as it came; those of the parts of a Multiple are in its payload. */
  readonly header: JsonObject;
  readonly messageId: string;
  /** Whether an earlier request had the same messageId. */
  readonly reusedId: boolean;
  readonly door: Door;
  /** Whether it could be read on the way: over HTTP all that was not encrypted, over Bluetooth everything. */
  readonly inClear: boolean;
  /** HTTP headers, names in lower case; none over Bluetooth and MQTT. */
  readonly headers: Readonly<Record<string, string>>;
  /** Changes from 'pending' to what became of it. */
  readonly outcome: Outcome;
}

/** A request in hand; `end` tells what became of it and may be called again without effect. */
export interface OpenRequest {
  readonly seen: SeenRequest;
  end(outcome: Outcome): void;
}

// A demo plug that is polled every few seconds runs for weeks.
const mostKept = 20_000;

/** Every request that was read, and how many were in hand at the same time. */
export class RequestLog {
  readonly #requests: SeenRequest[] = [];
  readonly #ids = new Set<string>();
  #open = 0;
  #mostOpen = 0;

  /** Oldest first; of more than 20 000, the newest. */
  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  /** Most requests that were in hand at the same time. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  /** Notes a request. It is in hand until it is answered, refused or abandoned. */
  open(
    { question, header }: Envelope,
    door: Door,
    { headers = {}, inClear = door !== 'mqtt' }: Partial<Pick<SeenRequest, 'headers' | 'inClear'>> = {},
  ): OpenRequest {
    const { method, namespace, payload, messageId } = question;
    const reusedId = this.#ids.has(messageId);
    this.#ids.add(messageId);
    const seen = {
      at: performance.now(),
      method,
      namespace,
      payload,
      header,
      messageId,
      reusedId,
      door,
      inClear,
      headers,
    };
    const noted: typeof seen & { outcome: Outcome } = { ...seen, outcome: 'pending' };
    this.#requests.push(noted);
    this.#forget();
    this.#open += 1;
    this.#mostOpen = Math.max(this.#mostOpen, this.#open);
    let ended = false;
    return {
      seen: noted,
      end: outcome => {
        if (noted.outcome === 'pending') noted.outcome = outcome;
        if (!ended && outcome !== 'silent') {
          ended = true;
          this.#open -= 1;
        }
      },
    };
  }

  #forget(): void {
    const oldest = this.#requests.length > mostKept ? this.#requests.shift() : undefined;
    if (oldest !== undefined) this.#ids.delete(oldest.messageId);
  }
}
