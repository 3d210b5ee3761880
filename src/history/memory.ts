import { Journal } from '../storage/journal.ts';
import type { FileOptions } from '../storage/writer.ts';
import { broughtBack } from './clock-back.ts';
import { isPlausible, type Entry } from './entry.ts';
import { readRow, rowOf, type Row } from './row.ts';
import { Ring } from './ring.ts';

/** A clock that is set a little now and then: what comes late by no more is put right behind the newest entry. */
const TOLERATED_SECONDS = 600;

/**
 * What is older than that is held back for so long. If the clock is right again before, as after the boot of a Pi that
 * keeps no time, what was held back has a wrong time and is dropped. If it is not, it was wrong before, and is right now.
 */
const CLOCK_TRUSTED_AFTER_SECONDS = 6 * 3600;

/** Half of what Eve's 32 bits hold: more than anybody records in a lifetime, and room for as many. */
const MOST_NUMBERS = 0x8000_0000;

/** A plug's history: the newest entries in memory, and in a file that grows by a line for each. */
export class HistoryMemory {
  readonly #ring: Ring;
  readonly #journal: Journal<Row>;
  /** How many lines the file has; it is made short again when half of them are of no use any more. */
  #lines = 0;
  #heldBack: readonly Entry[] = [];

  private constructor(journal: Journal<Row>, capacity?: number) {
    this.#journal = journal;
    this.#ring = new Ring(capacity);
  }

  /** Reads what was kept. Never fails: what is wrong with the file is told to `onTrouble`. */
  static async open(options: FileOptions & { readonly capacity?: number }): Promise<HistoryMemory> {
    const journal = new Journal<Row>({ ...options, read: readRow, write: rowOf });
    const memory = new HistoryMemory(journal, options.capacity);
    for (const row of await journal.load()) {
      if ('number' in row) memory.#ring.begin(row);
      else memory.#ring.put(row);
      memory.#lines += 1;
    }
    memory.#mend();
    return memory;
  }

  /** The entries with their numbers; nobody but this class adds to it. */
  get ring(): Pick<Ring, 'start' | 'entries' | 'newest' | 'numbered' | 'capacity'> {
    return this.#ring;
  }

  /**
   * Adds what was just seen.
   * @returns whether it is in the history now; what comes late may be held back, and follow with a later entry
   */
  add(entry: Entry): boolean {
    if (!isPlausible(entry.at)) return false;
    const newestAt = this.#ring.newest?.at ?? -Infinity;
    if (newestAt - entry.at > TOLERATED_SECONDS) return this.#addHeldBack(entry);
    this.#heldBack = [];
    return this.#put({ ...entry, at: Math.max(entry.at, newestAt + 1) });
  }

  /** Adds what is known of the past, in between. @returns how many of these entries are in the history now */
  insert(entries: readonly Entry[]): number {
    return entries.filter(entry => isPlausible(entry.at) && this.#put(entry)).length;
  }

  /** @returns whether all of it is on disk now */
  flush(): Promise<boolean> {
    return this.#journal.flush();
  }

  /** Writes what still waits, and nothing after that. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  /** Lines that are sound one by one may not fit together: then the numbers begin anew, and no entry is lost. */
  #mend(): void {
    const { start, entries } = this.#ring;
    const [oldest] = entries;
    if (start === undefined || oldest === undefined) return;
    if (start.firstAt <= oldest.at && start.number <= MOST_NUMBERS) return;
    const kept = [...entries];
    this.#ring.begin({ number: 1, firstAt: oldest.at });
    for (const entry of kept) this.#ring.put(entry);
    this.#compact();
  }

  #put(entry: Entry): boolean {
    const row = rounded(entry);
    if (!this.#ring.put(row)) return false;
    this.#journal.append(row);
    this.#lines += 1;
    if (this.#lines > 2 * this.#ring.capacity) this.#compact();
    return true;
  }

  #addHeldBack(entry: Entry): boolean {
    const lastAt = this.#heldBack.at(-1)?.at ?? -Infinity;
    // It has jumped once more, so there is no telling yet.
    if (lastAt - entry.at > TOLERATED_SECONDS) this.#heldBack = [];
    this.#heldBack = [...this.#heldBack, { ...entry, at: Math.max(entry.at, lastAt + 1) }];
    const first = this.#heldBack[0] ?? entry;
    if (entry.at - first.at < CLOCK_TRUSTED_AFTER_SECONDS) return false;
    this.#bringBack(first.at);
    for (const held of this.#heldBack) this.#put(held);
    this.#heldBack = [];
    return true;
  }

  /** The newest entries lie ahead of the time, which the clock has now. */
  #bringBack(present: number): void {
    const entries = broughtBack(this.#ring.entries, present);
    const { number, firstAt } = this.#ring.start ?? { number: 1, firstAt: present };
    this.#ring.begin({ number, firstAt: Math.min(firstAt, entries[0]?.at ?? firstAt) });
    for (const entry of entries) this.#ring.put(entry);
    this.#compact();
  }

  #compact(): void {
    const { start, entries } = this.#ring;
    if (start === undefined) return;
    this.#journal.compact([start, ...entries]);
    this.#lines = entries.length + 1;
  }
}

/** A hundredth of a watt is enough, and the file stays small. */
const rounded = (entry: Entry): Entry =>
  entry.watts === undefined ? entry : { ...entry, watts: Math.round(entry.watts * 100) / 100 };
