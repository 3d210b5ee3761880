import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';
import { macFromUuid, compareMacs } from '../transport/mac-lookup.ts';
import type { Endpoint } from '../transport/transport.ts';

/** Who is at the other end of a connection that stands, as far as this computer can see. */
export interface ObservedEndpoint {
  readonly endpoint: Endpoint;
  /** The MAC behind the IP, lower case with colons, by the kernel's neighbour table; undefined where it has no entry. */
  readonly mac: string | undefined;
}

/** The connection leads somewhere else than to where our plug is known to be, so nothing was written to it. */
export class UnprovenEndpointError extends Error {}

export interface ProofOptions {
  readonly uuid: string;
  readonly clock: Clock;
  readonly pollMs: number;
  /** The plug has replied a moment ago, over a connection that is not known any more. */
  readonly isProven: boolean;
  /** The MAC behind an IP. Never rejects. */
  readonly macBehind?: ((ip: string) => Promise<string | undefined>) | undefined;
}

/**
 * Why we believe that our plug is at the other end. A proof belongs to the endpoint that gave it, not to the name or the
 * address in the config: a name can lead elsewhere the next time, and an address can pass on to another plug.
 *
 * It holds for two polls, as long as nothing failed. Where the neighbour table knows the MAC behind the IP, it is
 * compared before each command: a Meross uuid ends in its plug's MAC. A MAC that is neither the plug's nor the one that
 * stood there when the plug last replied (a repeater answers with its own) is somebody else's until the plug has replied.
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

  /** Looks who is at the other end. */
  async observe(endpoint: Endpoint): Promise<ObservedEndpoint> {
    return { endpoint, mac: await this.#options.macBehind?.(endpoint.ip) };
  }

  /** Our plug has replied over a connection that led there; undefined where the transport does not know where it leads. */
  renew(observed: ObservedEndpoint | undefined): void {
    this.#latest = { at: this.#options.clock.now(), observed };
  }

  /** Something failed: whoever is there has to show who it is first. */
  withdraw(): void {
    this.#latest = undefined;
  }

  /** Whether a command may be tried without asking first; {@link assertProven} still decides when its connection stands. */
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
