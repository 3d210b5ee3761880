import { reasonOf, sleep, type Clock } from '../clock.ts';
import { checkKey } from './key-check.ts';
import type { HintDetails, Hint } from './hint.ts';
import { RateLimiter } from './rate-limiter.ts';
import { probe } from './probe.ts';
import { SEARCH } from './search-settings.ts';
import { addressesIn } from './subnet.ts';
import { Sweep } from './sweep.ts';

export { addressesIn, broadcastOf } from './subnet.ts';

/** A plug that answered a signed question; what people may read about it is from its answer to the UDP probe, if any. */
export interface DiscoveredPlug extends HintDetails {
  readonly host: string;
  readonly port: number;
  readonly uuid: string;
  /** What its answer says about our keys. */
  readonly key: 'fits' | 'refused';
}

export interface SearchOptions {
  /** IPv4 networks in CIDR notation: private, link-local or loopback, /22 or smaller. */
  readonly subnets: readonly string[];
  /** Ours; a plug shows by its signature which one it has. At least one. */
  readonly keys: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of each plug as it is found, once per search. */
  readonly onFound: (plug: DiscoveredPlug) => void;
  /** Addresses that need not be asked, such as those of plugs that answer anyway. */
  readonly skip?: (host: string) => boolean;
  /** HTTP port of plugs: 80. */
  readonly port?: number;
  /** UDP ports of the probe, or none: 9988, and 9989 for its answers. */
  readonly probe?: { readonly port: number; readonly replyPort: number } | false;
}

/**
 * Looks for plugs: calls out by UDP, and asks every address of the subnets one signed question, those first from which
 * an answer to the call has come. Nothing is sent to any other address.
 *
 * Resolves when every address has been asked, for a /24 in some 20 s.
 *
 * @throws {RangeError} before anything is sent: no key, or a subnet that must not be searched
 * @throws the signal's reason, when all is closed
 */
export async function search(options: SearchOptions): Promise<void> {
  const { subnets, keys, clock, onFound, skip, port = 80, probe: ports = SEARCH.probe } = options;
  const addresses = new Set(subnets.flatMap(subnet => [...addressesIn(subnet)]));
  if (keys.length === 0) throw new RangeError('a search needs a key');
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

/** A signal that follows another, and can also be stopped from here: the first reason counts. */
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
