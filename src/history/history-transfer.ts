import { NO_MORE_RECORDS, entryRecord, requestedEntry, timeReference } from './eve-format.ts';
import type { Ring } from './ring.ts';

/** The largest number of records in one read. */
const RECORDS_PER_READ = 11;

/** The reference time that was sent to Eve in this run; undefined before. All transfers of a history share it. */
export interface SentReference {
  firstAt: number | undefined;
}

/** The transfer of a history to Eve: Eve writes the number of the first entry, and reads until there are no more. */
export class HistoryTransfer {
  readonly #ring: Pick<Ring, 'start' | 'entries' | 'numbered'>;
  readonly #isMetered: boolean;
  /** The number of the next entry; undefined without a request. */
  #next: number | undefined;
  /** Whether the next record is the first of a transfer. */
  #isFirst = false;
  readonly #sentReference: SentReference;

  constructor(
    ring: Pick<Ring, 'start' | 'entries' | 'numbered'>,
    isMetered: boolean,
    sentReference: SentReference = { firstAt: undefined },
  ) {
    this.#ring = ring;
    this.#isMetered = isMetered;
    this.#sentReference = sentReference;
  }

  /** Handles a History Request (11C). A malformed one changes nothing. */
  request(bytes: Buffer): void {
    const number = requestedEntry(bytes);
    if (number === undefined) return;
    this.#next = number;
    this.#isFirst = true;
  }

  /** The value of History Entries (117): up to eleven records, or {@link NO_MORE_RECORDS}. */
  read(): Buffer {
    const records: Buffer[] = [];
    while (records.length < RECORDS_PER_READ) {
      const bytes = this.#nextRecord();
      if (bytes === undefined) break;
      records.push(bytes);
    }
    if (records.length > 0) return Buffer.concat(records);
    this.#next = undefined;
    return NO_MORE_RECORDS;
  }

  #nextRecord(): Buffer | undefined {
    const { start } = this.#ring;
    if (this.#next === undefined || start === undefined) return undefined;
    // Starts at the oldest entry if the requested one no longer exists.
    const number = Math.max(this.#next, start.number);
    const entry = this.#ring.numbered(number);
    if (entry === undefined) return undefined;
    const isReference = this.#isFirst && (number === start.number || this.#sentReference.firstAt !== start.firstAt);
    this.#next = number + 1;
    this.#isFirst = false;
    if (!isReference) return entryRecord(this.#isMetered, number, start.firstAt, entry);
    this.#sentReference.firstAt = start.firstAt;
    return timeReference(number, start.firstAt);
  }
}
