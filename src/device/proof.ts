import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';
import { macFromUuid, compareMacs } from '../transport/mac-lookup.ts';
import type { Endpoint } from '../transport/transport.ts';

/** The other end of an established connection, as far as this computer can see. */
export interface ObservedEndpoint {
  readonly endpoint: Endpoint;
  /** The MAC of the IP, lower case with colons, from the kernel's neighbour table; undefined if it has no entry. */
  readonly mac: string | undefined;
}

/** The connection leads to an endpoint where our plug is not known to be, so nothing was written to it. */
export class UnprovenEndpointError extends Error {}

export interface ProofOptions {
  readonly uuid: string;
  readonly clock: Clock;
  readonly pollMs: number;
  /** The plug has just replied, over a connection that is no longer known. */
  readonly isProven: boolean;
  /** Looks up the MAC of an IP. Never rejects. */
  readonly macBehind?: ((ip: string) => Promise<string | undefined>) | undefined;
}

/**
 * The proof that our plug is at the other end. A proof belongs to the endpoint that gave it, not to the name or the
 * address in the config: a name can resolve to another IP the next time, and an address can pass to another plug.
 *
 * It holds for two polls if nothing fails. If the neighbour table has the MAC of the IP, the MAC is compared before
 * each command: a Meross uuid ends in its plug's MAC. A MAC that is neither the plug's nor the one at its last reply (a
 * repeater answers with its own) counts as another device until the plug has replied.
 */
export class Proof {
  readonly #options: ProofOptions;
  readonly #mac: string | undefined;
  #latest: { readonly at: number; readonly observed: ObservedEndpoint | undefined } | undefined;

  constructor(options: ProofOptions) {
    this.#options = options;
    this.#mac = macFromUuid(options.uuid);
    if (options.isProven) this.renew(undefined);
  }

  /** Looks up the MAC at the other end. */
  async observe(endpoint: Endpoint): Promise<ObservedEndpoint> {
    return { endpoint, mac: await this.#options.macBehind?.(endpoint.ip) };
  }

  /** Our plug has replied over this connection; undefined if the transport does not know its endpoint. */
  renew(observed: ObservedEndpoint | undefined): void {
    this.#latest = { at: this.#options.clock.now(), observed };
  }

  /** A request failed: the plug has to identify itself before the next command. */
  withdraw(): void {
    this.#latest = undefined;
  }

  /** Whether a command may be tried without a query first; {@link assertProven} decides once the command is connected. */
  get isLikely(): boolean {
    return this.#isFresh() || (this.#latest !== undefined && this.#isOurs(this.#latest.observed?.mac));
  }

  /** @throws {UnprovenEndpointError} our plug is not known to be at the other end of this connection */
  assertProven({ endpoint, mac }: ObservedEndpoint): void {
    const proven = this.#latest?.observed;
    const isElsewhere =
      proven !== undefined && (proven.endpoint.ip !== endpoint.ip || proven.endpoint.port !== endpoint.port);
    const isOtherMac = compareMacs({ uuidMac: this.#mac, macAtProof: proven?.mac, macNow: mac }) === 'ask';
    const isProven = this.#isFresh() || (this.#latest !== undefined && this.#isOurs(mac));
    if (!isProven || isElsewhere || isOtherMac) throw new UnprovenEndpointError(endpoint.ip);
  }

  #isOurs(mac: string | undefined): boolean {
    return mac !== undefined && mac === this.#mac;
  }

  #isFresh(): boolean {
    const { clock, pollMs } = this.#options;
    const latest = this.#latest;
    return latest !== undefined && clock.now() - latest.at <= Math.min(2 * pollMs, TIMES.proofValidMs);
  }
}
