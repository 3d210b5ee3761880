/** Which requests: all, none, or those that it picks. */
export type Picks = boolean | ((namespace: string, method: string) => boolean);

/** When a plug leaves requests without a reply. Its socket stays open. */
export interface SilenceFaults {
  /** Reads the request and never answers, always or to the requests that it picks. */
  silent: Picks;
  /** After a request that `silent` picks, the plug answers nothing at all for this many seconds. */
  deafSeconds: number;
  /** Answers requests that it picks only, and is silent on all others. */
  answersOnly: Picks;
  /** Answers for the first `seconds` of every period of `of` seconds since power-up, and is silent for the rest. */
  answersFor: { readonly seconds: number; readonly of: number } | undefined;
}

/** A plug that answers everything. */
export function noSilenceFaults(): SilenceFaults {
  return { silent: false, deafSeconds: 0, answersOnly: true, answersFor: undefined };
}

/** Whether a fault picks this request. */
export function picks(fault: Picks, { namespace, method }: { namespace: string; method: string }): boolean {
  return typeof fault === 'function' ? fault(namespace, method) : fault;
}

/** Decides by the faults of silence whether a plug answers a request. */
export class SilencePolicy {
  readonly #now: () => number;
  readonly #faults: SilenceFaults;
  #poweredAt: number;
  #deafUntil = -Infinity;

  /** @param now the true time in milliseconds since 1970 */
  constructor(now: () => number, faults: SilenceFaults) {
    this.#now = now;
    this.#faults = faults;
    this.#poweredAt = now();
  }

  /** Power is on: a new period begins, and the plug answers again. */
  powerUp(): void {
    this.#poweredAt = this.#now();
    this.#deafUntil = -Infinity;
  }

  /** Whether this request gets no reply. A request that `silent` picks starts `deafSeconds`. */
  ignores(request: { readonly namespace: string; readonly method: string }): boolean {
    const { silent, deafSeconds, answersOnly, answersFor } = this.#faults;
    const now = this.#now();
    if (now < this.#deafUntil) return true;
    if (picks(silent, request)) {
      this.#deafUntil = now + deafSeconds * 1000;
      return true;
    }
    if (!picks(answersOnly, request)) return true;
    return answersFor !== undefined && (now - this.#poweredAt) % (answersFor.of * 1000) >= answersFor.seconds * 1000;
  }
}
