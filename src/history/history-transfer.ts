import { NO_MORE_RECORDS, entryRecord, requestedEntry, timeReference } from './eve-format.ts';
import type { Ring } from './ring.ts';

/** As many records as Eve is given in one read. */
const RECORDS_PER_READ = 11;

/** The reference that Eve was told in this run; undefined before. All transfers of a history share it. */
export interface SentReference {
  firstAt: number | undefined;
}

/** The dialogue in which Eve fetches a history: it writes from which number on, and reads until there is no more. */
export class HistoryTransfer {
  readonly #ring: Pick<Ring, 'start' | 'entries' | 'numbered'>;
  readonly #isMetered: boolean;
  /** The number that goes next; undefined when nothing was asked for. */
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

  /** Takes a History Request (11C). One that cannot be read changes nothing. */
  request(bytes: Buffer): void {
    const number = requestedEntry(bytes);
    if (number === undefined) return;
    this.#next = number;
    this.#isFirst = true;
  }

  /** What a read of History Entries (117) gives: up to eleven records, or the sign that there is no more. */
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
    // From the oldest where Eve does not know a number, and where that one is gone.
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
