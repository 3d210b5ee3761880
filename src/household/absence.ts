import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';

/** How long a plug is missing: says so after a minute, and again, less and less often, until it is back. */
export class Absence {
  readonly #clock: Clock;
  readonly #onMissing: () => void;
  #pauseMs: number = TIMES.missingMs;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(clock: Clock, onMissing: () => void) {
    this.#clock = clock;
    this.#onMissing = onMissing;
  }

  /** The plug is away; no matter if that is known already. */
  begins(): void {
    if (this.#closed) return;
    this.#cancel ??= this.#clock.after(this.#pauseMs, () => {
      this.#cancel = undefined;
      this.#pauseMs = Math.min(2 * this.#pauseMs, TIMES.searchMs);
      this.#onMissing();
      this.begins();
    });
  }

  ends(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#pauseMs = TIMES.missingMs;
  }

  close(): void {
    this.#closed = true;
    this.ends();
  }
}
