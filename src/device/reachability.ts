import type { Clock } from '../clock.ts';
import { type MerossError, OtherPlugError, WrongKeyError } from '../errors.ts';
import { MISSES_UNTIL_UNREACHABLE, TIMES } from '../settings.ts';

/**
 * Whether a plug counts as there. One miss means little on Wi-Fi: a plug is lost after three in a row, or
 * `TIMES.unreachableAfterMs` after the first question it did not answer; at once where it answered that it is not ours. Its
 * first answer brings it back.
 */
export class Reachability {
  readonly #clock: Clock;
  readonly #onUnreachable: (reason: MerossError) => void;
  #misses = 0;
  #firstMissAt: number | undefined;
  #unansweredSince: number | undefined;
  #reason: MerossError | undefined;
  #isUnreachable = false;
  #cancel: (() => void) | undefined;

  /** @param onUnreachable told when the plug becomes lost, or why it is has changed in kind */
  constructor(clock: Clock, onUnreachable: (reason: MerossError) => void) {
    this.#clock = clock;
    this.#onUnreachable = onUnreachable;
  }

  /** Misses since the last answer. */
  get misses(): number {
    return this.#misses;
  }

  /** The newest reason for a miss. */
  get reason(): MerossError | undefined {
    return this.#reason;
  }

  get isUnreachable(): boolean {
    return this.#isUnreachable;
  }

  /** A question leaves. */
  requestSent(): void {
    this.#unansweredSince ??= this.#clock.now();
  }

  /** It was answered, by our plug and to our key. */
  answered(): void {
    this.#misses = 0;
    this.#firstMissAt = undefined;
    this.#unansweredSince = undefined;
    this.#reason = undefined;
    this.#isUnreachable = false;
    this.close();
  }

  /** It was not answered. */
  missed(reason: MerossError): void {
    this.#misses += 1;
    this.#firstMissAt ??= this.#unansweredSince ?? this.#clock.now();
    const isNew = this.#reason?.name !== reason.name;
    this.#reason = reason;
    const isCertain = reason instanceof WrongKeyError || reason instanceof OtherPlugError;
    if (isCertain || this.#misses >= MISSES_UNTIL_UNREACHABLE || this.#isUnreachable) {
      if (!this.#isUnreachable || isNew) this.#setUnreachable(reason);
      return;
    }
    const left = this.#firstMissAt + TIMES.unreachableAfterMs - this.#clock.now();
    this.#cancel ??= this.#clock.after(Math.max(0, left), () => {
      this.#setUnreachable(this.#reason ?? reason);
    });
  }

  /** Leaves nothing ticking. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #setUnreachable(reason: MerossError): void {
    this.#isUnreachable = true;
    this.close();
    this.#onUnreachable(reason);
  }
}
