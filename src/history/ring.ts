import { HISTORY_SIZE, type HistoryEntry } from './history-entry.ts';

/** Where a history continues after its oldest entries were removed. */
export interface RingStart {
  /** The number of the oldest entry. */
  readonly number: number;
  /** The time of the very first entry, Eve's reference time. Seconds since 1970. */
  readonly firstAt: number;
}

/**
 * The newest entries, strictly ordered by time. Each has a number, one more than the entry before. When the ring is full,
 * the oldest entry is removed, and the numbers keep growing.
 */
export class Ring {
  readonly capacity: number;
  readonly #entries: HistoryEntry[] = [];
  #start: RingStart | undefined;

  constructor(capacity = HISTORY_SIZE) {
    this.capacity = capacity;
  }

  /** The number of the oldest entry and the reference time; undefined before the first entry. */
  get start(): RingStart | undefined {
    return this.#start;
  }

  /** All entries, oldest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  get newest(): HistoryEntry | undefined {
    return this.#entries.at(-1);
  }

  /** The entry with this number, if it still exists. */
  numbered(number: number): HistoryEntry | undefined {
    return this.#start && number >= this.#start.number ? this.#entries[number - this.#start.number] : undefined;
  }

  /** Removes all entries, and continues at this start. */
  begin(start: RingStart): void {
    this.#entries.length = 0;
    this.#start = start;
  }

  /**
   * Inserts an entry by its time; the few entries after it get the next numbers.
   * @returns false if there is an entry of that second already, or if the new one is older than all others
   */
  put(entry: HistoryEntry): boolean {
    this.#start ??= { number: 1, firstAt: entry.at };
    const before = this.#entries.findLastIndex(({ at }) => at <= entry.at);
    if (this.#entries[before]?.at === entry.at || (before === -1 && this.#entries.length > 0)) return false;
    this.#entries.splice(before + 1, 0, entry);
    if (this.#entries.length > this.capacity) {
      this.#entries.shift();
      this.#start = { ...this.#start, number: this.#start.number + 1 };
    }
    return true;
  }
}
