import { randomBytes } from 'node:crypto';
import { readFoundPlug } from '../cli/plug/found-plug.ts';
import { ownSubnets } from '../cli/plug/search-subnets.ts';
import { addressesIn, networkOf, search, type DiscoveredPlug } from '../discovery/search.ts';
import { GivenUpError } from '../errors.ts';
import type { JsonObject } from '../protocol/decode.ts';
import { formatAddress } from '../transport/transport.ts';
import type { FindEvent, Requests, SeenPlug } from './api.ts';
import { InvalidBodyError, keysAt, portAt, subnetsAt } from './bodies.ts';
import type { ServerContext } from './server-context.ts';

/** Between two reports of progress. */
const PROGRESS_MS = 200;

/** The event without the number of its search. */
type SearchReport = FindEvent extends infer Event ? (Event extends FindEvent ? Omit<Event, 'search'> : never) : never;

/** The networks to search where the page names none. */
function networksOf({ subnets = ownSubnets() }: ServerContext): readonly string[] {
  return [...new Set(subnets.map(networkOf))];
}

/** The searches of the page: one at a time. */
export class SearchRequests {
  #count = 0;
  #running: AbortController | undefined;

  /** `/find/start` */
  start(body: JsonObject, context: ServerContext): Requests['/find/start']['reply'] {
    const keys = keysAt(body, 'keys');
    const port = portAt(body, 'port', 80);
    const subnets = subnetsAt(body, 'subnets') ?? networksOf(context);
    if (subnets.length === 0)
      throw new InvalidBodyError('This computer is not in a network that can be searched: name the network.');
    const addresses = new Set(subnets.flatMap(subnet => [...addressesIn(subnet)]));
    this.stop();
    const running = new AbortController();
    this.#running = running;
    this.#count += 1;
    const found = new PageSearch(this.#count, { keys, port, subnets, total: addresses.size }, context, running.signal);
    // Never rejects. It begins after the reply, so that the page knows the number of its events.
    setImmediate(() => void found.run());
    return { search: this.#count, subnets, total: addresses.size };
  }

  /** `/find/stop` */
  stop(): Requests['/find/stop']['reply'] {
    const stopped = this.#running !== undefined && !this.#running.signal.aborted;
    this.#running?.abort(new GivenUpError('the search was stopped'));
    this.#running = undefined;
    return { stopped };
  }
}

interface PageSearchSettings {
  readonly keys: readonly string[];
  readonly port: number;
  readonly subnets: readonly string[];
  readonly total: number;
}

/** One search, with its events. */
class PageSearch {
  readonly #number: number;
  readonly #settings: PageSearchSettings;
  readonly #context: ServerContext;
  readonly #signal: AbortSignal;
  readonly #identified: Promise<void>[] = [];
  #asked = 0;
  #reportedAtMs = -Infinity;

  constructor(number: number, settings: PageSearchSettings, context: ServerContext, stopped: AbortSignal) {
    this.#number = number;
    this.#settings = settings;
    this.#context = context;
    this.#signal = AbortSignal.any([stopped, context.signal]);
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { keys, port, subnets, total } = this.#settings;
    const { clock, probe } = this.#context;
    try {
      await search({
        subnets,
        // A search needs a key; without one, a random key is used.
        keys: keys.length > 0 ? keys : [randomBytes(16).toString('hex')],
        port,
        clock,
        signal: this.#signal,
        ...(probe !== undefined && { probe }),
        onFound: plug => {
          this.#identified.push(this.#showAndIdentify(plug));
        },
        // No address is skipped; the callback only counts, because it runs before each query.
        skip: () => {
          this.#asked += 1;
          this.#reportProgress();
          return false;
        },
      });
      await Promise.all(this.#identified);
      this.#report({ kind: 'progress', asked: total, total });
      this.#report({ kind: 'end', reason: 'done' });
    } catch {
      await Promise.allSettled(this.#identified);
      this.#report({ kind: 'end', reason: 'stopped' });
    }
  }

  /** Reports a plug at once, and again once it is known what it is. Rejects only when the search has ended. */
  async #showAndIdentify(found: DiscoveredPlug): Promise<void> {
    const seen = seenPlug(found, this.#settings.keys);
    this.#report({ kind: 'found', plug: seen });
    const key = this.#settings.keys[found.keyIndex ?? -1];
    if (key === undefined) return;
    const { plugs } = this.#context;
    const info = await plugs.run(found, false, () =>
      readFoundPlug(found, key, { ...this.#context, signal: this.#signal }),
    );
    if (info === undefined || this.#signal.aborted) return;
    const { model, firmwareVersion } = info;
    this.#report({ kind: 'found', plug: { ...seen, model, firmwareVersion } });
  }

  #reportProgress(): void {
    const now = this.#context.clock.now();
    if (now - this.#reportedAtMs < PROGRESS_MS) return;
    this.#reportedAtMs = now;
    this.#report({ kind: 'progress', asked: this.#asked, total: this.#settings.total });
  }

  #report(event: SearchReport): void {
    this.#context.pushEvent('find', { search: this.#number, ...event });
  }
}

function seenPlug(found: DiscoveredPlug, keys: readonly string[]): SeenPlug {
  const { uuid, key, keyIndex, type, firmwareVersion, name } = found;
  return {
    host: formatAddress(found),
    uuid,
    key: keys.length === 0 ? 'not tried' : key,
    ...(keys.length > 0 && keyIndex !== undefined && { keyIndex }),
    ...(type !== undefined && { model: type.toUpperCase() }),
    ...(firmwareVersion !== undefined && { firmwareVersion }),
    ...(name !== undefined && { name }),
  };
}
