import type { Clock } from '../clock.ts';
import type { PlugConnection } from '../device/plug-connection.ts';
import { TIMES } from '../settings.ts';
import type { Address } from '../transport/transport.ts';
import { Whereabouts } from './whereabouts.ts';

export interface SeekerOptions {
  readonly clock: Clock;
  /** Where the config says that the plug is. */
  readonly configured: Address;
  /** Asks at {@link Seeker.place}. */
  readonly link: () => Pick<PlugConnection, 'retryNow' | 'restart' | 'restartDevice'>;
  /** Whether the plug has not answered yet, or does not any more. */
  readonly isAway: () => boolean;
  /** The plug is missing for a minute; told again, less and less often, until it is back. */
  readonly onMissing: () => void;
}

/** Looks for one plug: where it should be, and where it may be. */
export class Seeker {
  readonly #options: SeekerOptions;
  #whereabouts: Whereabouts;
  #pauseMs: number = TIMES.missingMs;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: SeekerOptions) {
    this.#options = options;
    this.#whereabouts = new Whereabouts(options.configured);
  }

  /** Where it is, or is looked for. */
  get place(): Address {
    return this.#whereabouts.current;
  }

  /** Whether it is looked for at several addresses in turn. */
  get hasOthers(): boolean {
    return this.#whereabouts.hasOthers;
  }

  /** It answered there in an earlier run. */
  wasAt(place: Address): void {
    this.#whereabouts = new Whereabouts(this.#options.configured, place);
  }

  /** It answers there. */
  isAt(place: Address): void {
    this.#whereabouts.isAt(place);
  }

  /** It was seen there, and that is not where it is looked for: if it is away, that is where to ask now. */
  seenAt(place: Address): void {
    this.mayBeAt([place]);
    if (!this.#options.isAway()) return;
    this.#whereabouts.seenAt(place);
    this.#options.link().restart();
  }

  /** It might be at one of these addresses, when it is nowhere else. */
  mayBeAt(places: readonly Address[]): void {
    const { link, isAway } = this.#options;
    this.#whereabouts.mayBeAt(places);
    link().retryNow();
    // A device keeps to its place, and where nothing new happens there, nothing is told: it would never look elsewhere.
    if (isAway() && this.hasOthers) link().restartDevice();
  }

  /** It does not answer there; no matter if that is known already. */
  isNotAt(place: Address): void {
    this.#wait();
    if (!this.hasOthers) return;
    this.#whereabouts.isNotAt(place);
    this.#options.link().restartDevice();
  }

  /** It answers. */
  found(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#pauseMs = TIMES.missingMs;
  }

  close(): void {
    this.#closed = true;
    this.found();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#cancel ??= this.#options.clock.after(this.#pauseMs, () => {
      this.#cancel = undefined;
      this.#pauseMs = Math.min(2 * this.#pauseMs, TIMES.searchMs);
      this.#options.onMissing();
      this.#wait();
    });
  }
}
