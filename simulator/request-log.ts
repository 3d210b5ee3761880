import type { Envelope } from './envelope.ts';
import type { JsonObject } from './json.ts';

/**
 * The outcome of a request: in progress, answered, refused by hanging up, answered by an ERROR, never answered, obeyed
 * but the reply lost, or abandoned by the client before the reply.
 */
export type Outcome = 'pending' | 'answered' | 'refused' | `error ${number}` | 'silent' | 'lost' | 'abandoned';

/** The transport of a request. */
export type TransportName = 'http' | 'bluetooth' | 'mqtt';

/** A request that the plug has read. */
export interface SeenRequest {
  /** When it had been read, by `performance.now()`. */
  readonly at: number;
  readonly method: string;
  readonly namespace: string;
  readonly payload: unknown;
  /** Header of the message as it arrived; those of the parts of a Multiple are in its payload. */
  readonly header: JsonObject;
  readonly messageId: string;
  /** Whether an earlier request had the same messageId. */
  readonly reusedId: boolean;
  readonly transport: TransportName;
  /** Whether it could be read in transit: over HTTP everything that was not encrypted, over Bluetooth everything. */
  readonly inClear: boolean;
  /** HTTP headers, names in lower case; none over Bluetooth and MQTT. */
  readonly headers: Readonly<Record<string, string>>;
  /** Changes from 'pending' to the final outcome. */
  readonly outcome: Outcome;
}

/** A request in progress; `end` sets its outcome and may be called again without effect. */
export interface LoggedRequest {
  readonly entry: SeenRequest;
  end(outcome: Outcome): void;
}

// A demo plug that is polled every few seconds runs for weeks.
const maxKept = 20_000;

/** Every request that was read, and how many were in progress at the same time. */
export class RequestLog {
  readonly #requests: SeenRequest[] = [];
  readonly #ids = new Set<string>();
  #openCount = 0;
  #maxOpen = 0;

  /** Oldest first; of more than 20 000, the newest. */
  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  /** The maximum of requests in progress at the same time. */
  get maxOpen(): number {
    return this.#maxOpen;
  }

  /** Logs a request. It is in progress until it is answered, refused or abandoned. */
  open(
    { request, header }: Envelope,
    transport: TransportName,
    { headers = {}, inClear = transport !== 'mqtt' }: Partial<Pick<SeenRequest, 'headers' | 'inClear'>> = {},
  ): LoggedRequest {
    const { method, namespace, payload, messageId } = request;
    const reusedId = this.#ids.has(messageId);
    this.#ids.add(messageId);
    const entry = {
      at: performance.now(),
      method,
      namespace,
      payload,
      header,
      messageId,
      reusedId,
      transport,
      inClear,
      headers,
    };
    const noted: typeof entry & { outcome: Outcome } = { ...entry, outcome: 'pending' };
    this.#requests.push(noted);
    this.#dropOldest();
    this.#openCount += 1;
    this.#maxOpen = Math.max(this.#maxOpen, this.#openCount);
    let ended = false;
    return {
      entry: noted,
      end: outcome => {
        if (noted.outcome === 'pending') noted.outcome = outcome;
        if (!ended && outcome !== 'silent') {
          ended = true;
          this.#openCount -= 1;
        }
      },
    };
  }

  #dropOldest(): void {
    const oldest = this.#requests.length > maxKept ? this.#requests.shift() : undefined;
    if (oldest !== undefined) this.#ids.delete(oldest.messageId);
  }
}
