import type { Clock } from '../clock.ts';
import { BEAT_SECONDS, type HistoryEntry } from './history-entry.ts';
import { PowerAverage } from './power-average.ts';

export interface HistoryRecorderOptions {
  readonly clock: Clock;
  /** When the newest entry was written, by anybody, this process or not; seconds since 1970. */
  readonly newestAt: () => number | undefined;
  readonly write: (entry: HistoryEntry) => void;
}

/**
 * Turns what is known of a plug into entries: a switch at once, and on the host's ten-minute beat the average power
 * since the entry before. A plug that tells nothing but on or off gets that at each beat, or Eve would draw a hole. A
 * plug that is away gets nothing: the hole is true.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions;
  readonly #powerAverage: PowerAverage;
  #on: boolean | undefined;
  #writtenOn: boolean | undefined;
  #cancel: () => void;
  #isClosed = false;

  constructor(options: HistoryRecorderOptions) {
    this.#options = options;
    this.#powerAverage = new PowerAverage(options.clock.now());
    this.#cancel = this.#nextBeat(this.#beat());
  }

  /**
   * The power that flows from now on; undefined when it is not known, as when the plug does not answer. It need not be
   * repeated as long as it stays the same.
   *
   * @param nowMs when that was, on the clock of {@link Clock.now}
   */
  power(watts: number | undefined, nowMs: number = this.#options.clock.now()): void {
    this.#powerAverage.setWatts(watts, nowMs);
  }

  /** Whether it is on; undefined when that is not known, as when the plug does not answer. */
  toggle(on: boolean | undefined, nowMs: number = this.#options.clock.now()): void {
    if (this.#isClosed) return;
    this.#on = on;
    if (on === undefined) return;
    // Who comes back after a hole says so at once: that is where the hole ends, and where the next average begins.
    if (on !== this.#writtenOn || this.#isStale()) this.#write(nowMs);
  }

  /** What a beat does: an entry with what is known. */
  tick(nowMs: number = this.#options.clock.now()): void {
    if (!this.#isClosed) this.#write(nowMs);
  }

  /** Nothing is written after this. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #write(nowMs: number): void {
    const { clock, newestAt, write } = this.#options;
    const at = clock.epochSeconds();
    const watts = this.#powerAverage.averageUntil(nowMs, at - (newestAt() ?? at));
    const on = this.#on;
    if (watts === undefined && on === undefined) return;
    this.#powerAverage.restart(nowMs);
    this.#writtenOn = on;
    write({ at, ...(watts !== undefined && { watts }), ...(on !== undefined && { on }) });
  }

  #isStale(): boolean {
    const { clock, newestAt } = this.#options;
    return clock.epochSeconds() - (newestAt() ?? -Infinity) > BEAT_SECONDS;
  }

  /** Which beat of the host's clock it is. */
  #beat(): number {
    return Math.floor(this.#options.clock.epochSeconds() / BEAT_SECONDS);
  }

  #nextBeat(beat: number): () => void {
    const { clock } = this.#options;
    const seconds = BEAT_SECONDS - (clock.epochSeconds() % BEAT_SECONDS);
    return clock.after(seconds * 1000, () => {
      const now = this.#beat();
      // A timer that comes a moment early finds the same beat.
      if (now !== beat) this.tick();
      this.#cancel = this.#nextBeat(now);
    });
  }
}
