import { reasonOf, sleep, type Clock } from '../clock.ts';
import { checkKey } from './key-check.ts';
import type { HintDetails, Hint } from './hint.ts';
import { RateLimiter } from './rate-limiter.ts';
import { probe } from './probe.ts';
import { SEARCH } from './search-settings.ts';
import { addressesIn } from './subnet.ts';
import { Sweep } from './sweep.ts';

export { addressesIn, broadcastOf, networkOf } from './subnet.ts';

/** A plug that answered a signed query; its details are from its answer to the UDP probe, if any. */
export interface DiscoveredPlug extends HintDetails {
  readonly host: string;
  readonly port: number;
  readonly uuid: string;
  /** Whether one of our keys fits, by its reply. */
  readonly key: 'fits' | 'refused';
  /** Which of our keys it is, where one fits. */
  readonly keyIndex?: number;
}

export interface SearchOptions {
  /** IPv4 networks in CIDR notation: private, link-local or loopback, /22 or smaller. */
  readonly subnets: readonly string[];
  /** Our keys, at least one; a plug's signature shows which one it has. */
  readonly keys: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with each plug as it is found, once per search. */
  readonly onFound: (plug: DiscoveredPlug) => void;
  /** Addresses to skip, such as those of plugs that are already reachable. */
  readonly skip?: (host: string) => boolean;
  /** HTTP port of plugs; 80 by default. */
  readonly port?: number;
  /** UDP ports of the probe, 9988 and 9989 for the answers by default; false for no probe. */
  readonly probe?: { readonly port: number; readonly replyPort: number } | false;
}

/**
 * Searches for plugs: sends a UDP probe, and one signed query to every address of the subnets, first to those that
 * answered the probe. Nothing is sent to any other address.
 *
 * Resolves when every address has been queried, for a /24 in some 20 s.
 *
 * @throws {RangeError} before anything is sent: no key, or a subnet that must not be searched
 * @throws the signal's reason, when everything is closed
 */
export async function search(options: SearchOptions): Promise<void> {
  const { subnets, keys, clock, onFound, skip, port = 80, probe: ports = SEARCH.probe } = options;
  const addresses = new Set(subnets.flatMap(subnet => [...addressesIn(subnet)]));
  if (keys.length === 0) throw new RangeError('a search needs at least one key');
  if (options.signal.aborted) throw reasonOf(options.signal);
  const { signal, stop, release } = stoppable(options.signal);
  const isStopped = (): boolean => signal.aborted;
  const rateLimiter = new RateLimiter(clock, 1000 / SEARCH.perSecond);
  const hints = new Map<string, Hint>();

  const sweep = new Sweep(async host => {
    try {
      if (isStopped() || skip?.(host) === true) return true;
      const result = await checkKey({ host, port }, { keys, clock, rateLimiter, signal });
      if (result === undefined || isStopped()) return false;
      const hint = hints.get(host);
      onFound({ host, port, ...result, ...(hint?.uuid === result.uuid && hint.details) });
      return true;
    } catch (error) {
      stop(error);
      return false;
    }
  });
  const onHint = (hint: Hint): void => {
    if (!addresses.has(hint.host) || isStopped()) return;
    hints.set(hint.host, hint);
    sweep.prioritize(hint.host);
  };
  const sweepSubnets = async (): Promise<void> => {
    if (ports !== false) await sleep(clock, SEARCH.headStartMs, signal);
    for (const host of addresses) sweep.add(host);
  };
  const sendProbes = async (): Promise<void> => {
    if (ports !== false) await probe({ subnets, ...ports, clock, signal, onHint });
  };

  try {
    await Promise.all([sweepSubnets().catch(stop), sendProbes().catch(stop)]);
    await sweep.idle();
  } finally {
    release();
  }
  if (isStopped()) throw reasonOf(signal);
}

/** A signal that follows another one, and can also be aborted by `stop`; the first reason counts. */
function stoppable(outer: AbortSignal): {
  readonly signal: AbortSignal;
  readonly stop: (reason: unknown) => void;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const follow = (): void => {
    controller.abort(outer.reason);
  };
  outer.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    stop: reason => {
      controller.abort(reason);
    },
    release: () => {
      outer.removeEventListener('abort', follow);
    },
  };
}
