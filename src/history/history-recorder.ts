import type { Clock } from '../clock.ts';
import { BEAT_SECONDS, type HistoryEntry } from './history-entry.ts';
import { PowerAverage } from './power-average.ts';

export interface HistoryRecorderOptions {
  readonly clock: Clock;
  /** The time of the newest entry, also of an earlier run; seconds since 1970. */
  readonly newestAt: () => number | undefined;
  readonly write: (entry: HistoryEntry) => void;
}

/**
 * Turns readings of a plug into entries: at once when it is switched, and at each ten-minute beat of the host's clock with
 * the average power since the entry before. A plug without a meter gets an entry with on or off at each beat, because
 * Eve would draw a gap otherwise. An unreachable plug gets no entries, so the gap is shown.
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
   * The power from now on; undefined if it is not known, for example while the plug is unreachable. Call it again only when
   * the power changes.
   *
   * @param nowMs the time of the change, on the clock of {@link Clock.now}
   */
  power(watts: number | undefined, nowMs: number = this.#options.clock.now()): void {
    this.#powerAverage.setWatts(watts, nowMs);
  }

  /** Whether the plug is on; undefined if that is not known, for example while the plug is unreachable. */
  toggle(on: boolean | undefined, nowMs: number = this.#options.clock.now()): void {
    if (this.#isClosed) return;
    this.#on = on;
    if (on === undefined) return;
    // After a gap, an entry is written at once: it ends the gap, and the next average begins there.
    if (on !== this.#writtenOn || this.#isStale()) this.#write(nowMs);
  }

  /** Writes an entry with the known values, as each beat does. */
  tick(nowMs: number = this.#options.clock.now()): void {
    if (!this.#isClosed) this.#write(nowMs);
  }

  /** Ends the recording. */
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

  /** The number of the current beat of the host's clock. */
  #beat(): number {
    return Math.floor(this.#options.clock.epochSeconds() / BEAT_SECONDS);
  }

  #nextBeat(beat: number): () => void {
    const { clock } = this.#options;
    const seconds = BEAT_SECONDS - (clock.epochSeconds() % BEAT_SECONDS);
    return clock.after(seconds * 1000, () => {
      const now = this.#beat();
      // A timer that fires slightly early is still in the same beat.
      if (now !== beat) this.tick();
      this.#cancel = this.#nextBeat(now);
    });
  }
}
