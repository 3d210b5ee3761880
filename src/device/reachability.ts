import type { Clock } from '../clock.ts';
import { type MerossError, OtherPlugError, WrongKeyError } from '../errors.ts';
import { MISSES_UNTIL_LOST, TIMES } from '../settings.ts';

/**
 * Whether a plug counts as there. One miss means little on Wi-Fi: a plug is lost after three in a row, or
 * `TIMES.lostAfterMs` after the first question it did not answer; at once where it answered that it is not ours. Its
 * first answer brings it back.
 */
export class Reachability {
  readonly #clock: Clock;
  readonly #lost: (why: MerossError) => void;
  #misses = 0;
  #firstMissAt: number | undefined;
  #asking: number | undefined;
  #why: MerossError | undefined;
  #isLost = false;
  #cancel: (() => void) | undefined;

  /** @param lost told when the plug becomes lost, or why it is has changed in kind */
  constructor(clock: Clock, lost: (why: MerossError) => void) {
    this.#clock = clock;
    this.#lost = lost;
  }

  /** Misses since the last answer. */
  get misses(): number {
    return this.#misses;
  }

  /** The newest reason for a miss. */
  get why(): MerossError | undefined {
    return this.#why;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** A question leaves. */
  asks(): void {
    this.#asking ??= this.#clock.now();
  }

  /** It was answered, by our plug and to our key. */
  answered(): void {
    this.#misses = 0;
    this.#firstMissAt = undefined;
    this.#asking = undefined;
    this.#why = undefined;
    this.#isLost = false;
    this.close();
  }

  /** It was not answered. */
  missed(why: MerossError): void {
    this.#misses += 1;
    this.#firstMissAt ??= this.#asking ?? this.#clock.now();
    const isNew = this.#why?.name !== why.name;
    this.#why = why;
    const isCertain = why instanceof WrongKeyError || why instanceof OtherPlugError;
    if (isCertain || this.#misses >= MISSES_UNTIL_LOST || this.#isLost) {
      if (!this.#isLost || isNew) this.#lose(why);
      return;
    }
    const left = this.#firstMissAt + TIMES.lostAfterMs - this.#clock.now();
    this.#cancel ??= this.#clock.after(Math.max(0, left), () => {
      this.#lose(this.#why ?? why);
    });
  }

  /** Leaves nothing ticking. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #lose(why: MerossError): void {
    this.#isLost = true;
    this.close();
    this.#lost(why);
  }
}
