import { HISTORY_SIZE, type HistoryEntry } from './history-entry.ts';

/** Where a history continues whose oldest entries are gone. */
export interface RingStart {
  /** The number of the next entry, which is the oldest. */
  readonly number: number;
  /** The moment of the first entry there ever was, from which Eve counts. Seconds since 1970. */
  readonly firstAt: number;
}

/**
 * The newest entries, strictly in the order of their time. Each has a number, one more than that of the entry before;
 * when it is full the oldest goes, and the numbers grow on.
 */
export class Ring {
  readonly capacity: number;
  readonly #entries: HistoryEntry[] = [];
  #start: RingStart | undefined;

  constructor(capacity = HISTORY_SIZE) {
    this.capacity = capacity;
  }

  /** Number and reference; undefined as long as there never was an entry. */
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

  /** The entry of a number, if it is still here. */
  numbered(number: number): HistoryEntry | undefined {
    return this.#start && number >= this.#start.number ? this.#entries[number - this.#start.number] : undefined;
  }

  /** Begins anew with the entries that follow. */
  begin(start: RingStart): void {
    this.#entries.length = 0;
    this.#start = start;
  }

  /**
   * Puts an entry where its time is; those after it, which are few, get the next numbers.
   * @returns false if there is one of that second already, or if it is older than all that is kept
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
