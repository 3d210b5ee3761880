import { BEAT_SECONDS, HISTORY_SIZE, type HistoryEntry } from './history-entry.ts';

/** A clock that is set a little now and then: what comes late by no more is put right behind the newest entry. */
export const TOLERATED_DELAY_SECONDS = 600;

/**
 * For how long what is older than that is held back. If the clock jumps to the true time before, as after the boot of a
 * Pi that keeps no time, what was held back has a wrong time and is dropped. If not, it was wrong before, and is right now.
 */
const TRUSTED_AFTER_SECONDS = 6 * 3600;

/** More time than this without an entry says nothing about the clock: nothing was watched, or the clock was set. */
const MAX_STEP_SECONDS = BEAT_SECONDS + 60;

/**
 * Entries that are older than the newest one of the history by far, so that the clock is wrong now or was wrong then.
 * They wait until it has gone on like this past that newest one, or for six hours that were watched, over restarts too.
 */
export class HeldBack {
  #entries: HistoryEntry[] = [];
  #watchedSeconds = 0;

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** @returns the entry with the time at which it stands now: each comes after the one before */
  add(entry: HistoryEntry): HistoryEntry {
    const lastAt = this.#entries.at(-1)?.at;
    // The clock has jumped once more, so there is no telling yet.
    if (lastAt !== undefined && lastAt - entry.at > TOLERATED_DELAY_SECONDS) this.clear();
    const before = this.#entries.at(-1)?.at;
    const held = before === undefined ? entry : { ...entry, at: Math.max(entry.at, before + 1) };
    this.#watchedSeconds += Math.min(held.at - (before ?? held.at), MAX_STEP_SECONDS);
    this.#entries.push(held);
    return held;
  }

  /** Whether these have the right time, and the history ends in the future. */
  get isTrusted(): boolean {
    return this.#watchedSeconds >= TRUSTED_AFTER_SECONDS || this.#entries.length >= HISTORY_SIZE;
  }

  /**
   * Whether the clock has just gone on from here to an entry that is not old any more. Then it is right, and what the
   * history had at its end came from a clock that was ahead by a few hours.
   */
  leadsTo({ at }: HistoryEntry): boolean {
    const last = this.#entries.at(-1);
    return last !== undefined && at - last.at <= MAX_STEP_SECONDS;
  }

  /** @returns all of them, which are held back no more */
  release(): readonly HistoryEntry[] {
    const entries = this.#entries;
    this.clear();
    return entries;
  }

  clear(): void {
    this.#entries = [];
    this.#watchedSeconds = 0;
  }
}
