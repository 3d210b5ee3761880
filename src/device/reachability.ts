import type { Clock } from '../clock.ts';
import { type MerossError, NoAnswerError, OtherPlugError, UnreachableError, WrongKeyError } from '../errors.ts';
import { MISSES_UNTIL_UNREACHABLE, TIMES } from '../settings.ts';

/**
 * Whether a plug counts as reachable. One miss means little on Wi-Fi: a plug is unreachable after three in a row, or
 * `TIMES.unreachableAfterMs` after the first request it did not answer; at once if it refuses our key or another plug replies.
 * The first reply makes it reachable again.
 */
export class Reachability {
  readonly #clock: Clock;
  readonly #onUnreachable: (reason: MerossError) => void;
  #misses = 0;
  #firstMissAt: number | undefined;
  #unansweredSince: number | undefined;
  #reason: MerossError | undefined;
  #isUnreachable = false;
  #isSlow = false;
  #cancel: (() => void) | undefined;

  /** @param onUnreachable called when the plug becomes unreachable, and when the kind of reason changes */
  constructor(clock: Clock, onUnreachable: (reason: MerossError) => void) {
    this.#clock = clock;
    this.#onUnreachable = onUnreachable;
  }

  /** Misses since the last reply. */
  get misses(): number {
    return this.#misses;
  }

  /** The reason for the last miss. */
  get reason(): MerossError | undefined {
    return this.#reason;
  }

  get isUnreachable(): boolean {
    return this.#isUnreachable;
  }

  /** How long the plug has been away: since the first request that it has not answered. */
  get awayMs(): number {
    return this.#unansweredSince === undefined ? 0 : this.#clock.now() - this.#unansweredSince;
  }

  /** A request has waited in vain for all of its time, and none was answered since. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** A request is sent. */
  requestSent(): void {
    this.#unansweredSince ??= this.#clock.now();
  }

  /** Our plug has replied and accepted our key. */
  answered(): void {
    this.#misses = 0;
    this.#firstMissAt = undefined;
    this.#unansweredSince = undefined;
    this.#reason = undefined;
    this.#isUnreachable = false;
    this.#isSlow = false;
    this.close();
  }

  /** A request got no reply in time. It is no miss yet, because the plug may just not support that request. */
  silent(): void {
    this.#isSlow = true;
  }

  /** A request was not answered. */
  missed(reason: MerossError): void {
    this.#misses += 1;
    if (isTimeLost(reason)) this.#isSlow = true;
    this.#firstMissAt ??= this.#unansweredSince ?? this.#clock.now();
    const isNew = this.#reason?.name !== reason.name;
    this.#reason = reason;
    const isCertain = reason instanceof WrongKeyError || reason instanceof OtherPlugError;
    if (isCertain || this.#misses >= MISSES_UNTIL_UNREACHABLE || this.#isUnreachable) {
      if (!this.#isUnreachable || isNew) this.#setUnreachable(reason);
      return;
    }
    const remainingMs = this.#firstMissAt + TIMES.unreachableAfterMs - this.#clock.now();
    this.#cancel ??= this.#clock.after(Math.max(0, remainingMs), () => {
      this.#setUnreachable(this.#reason ?? reason);
    });
  }

  /** Stops the timer. */
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

/** Whether the request waited in vain; a refused connection and a hang-up take no time. */
function isTimeLost(error: MerossError): boolean {
  if (error instanceof NoAnswerError) return !error.hungUp;
  return error instanceof UnreachableError && TIME_LOST.some(reason => error.reason === reason);
}

/** Without a reply to ARP, the kernel reports "no such host" after some three seconds. */
const TIME_LOST = ['no connection in time', 'no such host'] as const;
