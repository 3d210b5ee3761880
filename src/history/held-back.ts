import { BEAT_SECONDS, HISTORY_SIZE, type HistoryEntry } from './history-entry.ts';

/** A clock may be corrected a little: an entry that is late by at most this much goes right after the newest entry. */
export const TOLERATED_DELAY_SECONDS = 600;

/**
 * How long older entries are held back. If the clock jumps to the right time before that, as after the boot of a Pi without
 * a battery-backed clock, the held entries have a wrong time and are dropped. Otherwise the clock was wrong before, and is
 * right now.
 */
const TRUSTED_AFTER_SECONDS = 6 * 3600;

/** A longer time without an entry says nothing about the clock: nothing was recorded, or the clock was set. */
const MAX_STEP_SECONDS = BEAT_SECONDS + 60;

/**
 * Entries that are much older than the newest one of the history, so the clock is wrong now or was wrong then. They wait
 * until the clock has run past that newest entry, or for six recorded hours, also over restarts.
 */
export class HeldBack {
  #entries: HistoryEntry[] = [];
  #watchedSeconds = 0;

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** @returns the entry with the time that it is held with, which is after the one before */
  add(entry: HistoryEntry): HistoryEntry {
    const lastAt = this.#entries.at(-1)?.at;
    // The clock has jumped back again, so the wait starts again.
    if (lastAt !== undefined && lastAt - entry.at > TOLERATED_DELAY_SECONDS) this.clear();
    const before = this.#entries.at(-1)?.at;
    const held = before === undefined ? entry : { ...entry, at: Math.max(entry.at, before + 1) };
    this.#watchedSeconds += Math.min(held.at - (before ?? held.at), MAX_STEP_SECONDS);
    this.#entries.push(held);
    return held;
  }

  /** Whether the held entries have the right time, so that the history ends in the future. */
  get isTrusted(): boolean {
    return this.#watchedSeconds >= TRUSTED_AFTER_SECONDS || this.#entries.length >= HISTORY_SIZE;
  }

  /**
   * Whether the clock has run without a jump from the held entries to one that is not older than the history. Then the
   * clock is right, and the end of the history comes from a clock that was ahead by a few hours.
   */
  leadsTo({ at }: HistoryEntry): boolean {
    const last = this.#entries.at(-1);
    return last !== undefined && at - last.at <= MAX_STEP_SECONDS;
  }

  /** Removes and returns all held entries. */
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
