import { Journal } from '../storage/journal.ts';
import { StorageError } from '../storage/storage-error.ts';
import type { FileOptions } from '../storage/file-writer.ts';
import { withCorrectedTimes } from './clock-correction.ts';
import { isPlausibleTime, type HistoryEntry } from './history-entry.ts';
import { HeldBack, TOLERATED_DELAY_SECONDS } from './held-back.ts';
import { isRowOfLaterVersion, parseRow, serializeRow, type HistoryRow } from './history-row.ts';
import { Ring } from './ring.ts';

/** Half of the 32-bit numbers in Eve's format: more than a lifetime of entries, with room for as many again. */
const MAX_NUMBERS = 0x8000_0000;

/** The newest entries of a plug's history, in memory and in a file that grows by a line per entry. */
export class HistoryStore {
  readonly #options: FileOptions;
  readonly #ring: Ring;
  readonly #heldBack = new HeldBack();
  readonly #journal: Journal<HistoryRow>;
  /** How many lines the file has; it is compacted when half of them are obsolete. */
  #lines = 0;
  #hasReportedClockAhead = false;

  private constructor(options: FileOptions, journal: Journal<HistoryRow>, capacity?: number) {
    this.#options = options;
    this.#journal = journal;
    this.#ring = new Ring(capacity);
  }

  /** Reads the file. Never fails: problems with the file are reported to `onError`. */
  static async open(options: FileOptions & { readonly capacity?: number }): Promise<HistoryStore> {
    const journal = new Journal<HistoryRow>({
      ...options,
      read: parseRow,
      write: serializeRow,
      isFromLaterVersion: isRowOfLaterVersion,
    });
    const store = new HistoryStore(options, journal, options.capacity);
    for (const row of await journal.load()) store.#replay(row);
    store.#repair();
    return store;
  }

  /** The entries with their numbers, read-only. */
  get ring(): Pick<Ring, 'start' | 'entries' | 'newest' | 'numbered' | 'capacity'> {
    return this.#ring;
  }

  /** The time of the last entry, including those that are held back; seconds since 1970. */
  get lastAt(): number | undefined {
    return (this.#heldBack.entries.at(-1) ?? this.#ring.newest)?.at;
  }

  /**
   * Adds a new entry.
   * @returns whether it is in the history now; an entry with an old time may be held back, and be added later
   */
  add(entry: HistoryEntry): boolean {
    if (!isPlausibleTime(entry.at)) return false;
    if (this.#newestAt - entry.at > TOLERATED_DELAY_SECONDS) return this.#addHeldBack(entry);
    if (this.#heldBack.leadsTo(entry)) this.#release();
    this.#heldBack.clear();
    return this.#put({ ...entry, at: Math.max(entry.at, this.#newestAt + 1) });
  }

  /** Adds entries of the past between others. @returns how many of these entries are in the history now */
  insert(entries: readonly HistoryEntry[]): number {
    return entries.filter(entry => isPlausibleTime(entry.at) && this.#put(entry)).length;
  }

  /** @returns whether all entries are on disk now */
  flush(): Promise<boolean> {
    return this.#journal.flush();
  }

  /** Writes the waiting entries, and ignores later ones. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  get #newestAt(): number {
    return this.#ring.newest?.at ?? -Infinity;
  }

  /** Restores one line of the file. */
  #replay(row: HistoryRow): void {
    this.#lines += 1;
    if ('number' in row) {
      this.#ring.begin(row);
    } else if ('held' in row) {
      this.#heldBack.add(row.held);
    } else {
      // A recorded entry means that the clock was right again; a filled one says nothing about the clock.
      if (row.filled === undefined) this.#heldBack.clear();
      this.#ring.put(row);
    }
  }

  /** Valid lines may contradict each other: then the numbers start again, and no entry is lost. */
  #repair(): void {
    const { start, entries } = this.#ring;
    const [oldest] = entries;
    if (start === undefined || oldest === undefined) return;
    if (start.firstAt <= oldest.at && start.number <= MAX_NUMBERS) return;
    const kept = [...entries];
    this.#ring.begin({ number: 1, firstAt: oldest.at });
    for (const entry of kept) this.#ring.put(entry);
    this.#compact();
  }

  #put(entry: HistoryEntry): boolean {
    const row = rounded(entry);
    if (!this.#ring.put(row)) return false;
    this.#append(row);
    return true;
  }

  #append(row: HistoryRow): void {
    this.#journal.append(row);
    this.#lines += 1;
    if (this.#lines > 2 * this.#ring.capacity + this.#heldBack.entries.length) this.#compact();
  }

  #addHeldBack(entry: HistoryEntry): boolean {
    this.#reportClockAhead(entry.at);
    const held = this.#heldBack.add(rounded(entry));
    if (this.#heldBack.isTrusted) {
      this.#release();
      return true;
    }
    this.#append({ held });
    return false;
  }

  /** Adds the held entries, because the clock is right. */
  #release(): void {
    const entries = this.#heldBack.release();
    this.#correctTimes(entries[0]?.at ?? 0);
    for (const entry of entries) this.#put(entry);
  }

  /** Reports it once, and not again after a restart while entries are held back. */
  #reportClockAhead(at: number): void {
    const { newest } = this.#ring;
    if (this.#hasReportedClockAhead || newest === undefined || this.#heldBack.entries.length > 0) return;
    this.#hasReportedClockAhead = true;
    this.#options.onError(clockAheadError(this.#options.path, newest.at, at));
  }

  /** Corrects the newest entries, which are later than the present time. */
  #correctTimes(present: number): void {
    const entries = withCorrectedTimes(this.#ring.entries, present);
    const { number, firstAt } = this.#ring.start ?? { number: 1, firstAt: present };
    this.#ring.begin({ number, firstAt: Math.min(firstAt, entries[0]?.at ?? firstAt) });
    for (const entry of entries) this.#ring.put(entry);
    this.#compact();
  }

  #compact(): void {
    const { start, entries } = this.#ring;
    if (start === undefined) return;
    const held = this.#heldBack.entries.map(each => ({ held: each }));
    this.#journal.compact([start, ...entries, ...held]);
    this.#lines = 1 + entries.length + held.length;
  }
}

/** Rounds to 0.01 W, which keeps the file small. */
const rounded = (entry: HistoryEntry): HistoryEntry =>
  entry.watts === undefined ? entry : { ...entry, watts: Math.round(entry.watts * 100) / 100 };

/** The error for a history that ends later than the present time of the clock. */
function clockAheadError(path: string, newestAt: number, at: number): StorageError {
  const textOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const [end, now] = [textOf(newestAt), textOf(at)];
  return new StorageError('ahead', path, texts => texts.clockWasAhead({ path, end, now }));
}
