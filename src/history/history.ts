import type { FileOptions } from '../storage/file-writer.ts';
import { gapsBetween, type HistoryEntry, type Gap } from './history-entry.ts';
import { filledEntries, type Counters } from './gap-filling.ts';
import { EVE_EPOCH, historyStatus } from './eve-format.ts';
import { HistoryStore } from './history-store.ts';
import { HistoryRecorder } from './history-recorder.ts';
import { HistoryTransfer, type SentReference } from './history-transfer.ts';

export interface HistoryOptions extends FileOptions {
  /** Whether the plug measures power. Otherwise its history has only on and off. */
  readonly isMetered: boolean;
}

/** The history of one accessory: records the readings of the plug, stores them, and sends them to the Eve app. */
export class History {
  readonly #options: HistoryOptions;
  readonly #store: HistoryStore;
  /** One transfer per connection, because another controller that reads all characteristics would take Eve's entries. */
  readonly #transfers = new WeakMap<object, HistoryTransfer>();
  readonly #sentReference: SentReference = { firstAt: undefined };
  readonly #recorder: HistoryRecorder;
  readonly #listeners = new Set<() => void>();

  private constructor(options: HistoryOptions, store: HistoryStore) {
    this.#options = options;
    this.#store = store;
    this.#recorder = new HistoryRecorder({
      clock: options.clock,
      newestAt: () => store.lastAt,
      write: entry => {
        if (store.add(entry)) this.#changed();
      },
    });
  }

  /** Reads the stored history, and starts to record. Never fails. The caller closes it. */
  static async open(options: HistoryOptions): Promise<History> {
    return new History(options, await HistoryStore.open(options));
  }

  /** All entries, oldest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#store.ring.entries;
  }

  /** Eve's reference time, as in Last Activation (11A); seconds since 1970, undefined before the first entry. */
  get firstAt(): number | undefined {
    return this.#store.ring.start?.firstAt;
  }

  /** The value of History Status (116), base64. It changes with every entry. */
  status(): string {
    const { start, newest, entries, capacity } = this.#store.ring;
    const firstAt = start?.firstAt ?? EVE_EPOCH;
    return historyStatus({
      isMetered: this.#options.isMetered,
      firstAt,
      newestAt: newest?.at ?? firstAt,
      count: entries.length,
      capacity,
      oldest: start?.number ?? 1,
    }).toString('base64');
  }

  /**
   * Handles a write of History Request (11C), base64.
   * @param reader the connection of the write
   */
  request(base64: string, reader: object = this): void {
    this.#transferOf(reader).request(Buffer.from(base64, 'base64'));
  }

  /** Handles a read of History Entries (117): the next requested records of this connection, base64. */
  read(reader: object = this): string {
    return this.#transferOf(reader).read().toString('base64');
  }

  /** The power from now on, in watts; undefined if it is not known, for example while the plug is unreachable. */
  power(watts: number | undefined): void {
    this.#recorder.power(watts);
  }

  /** Whether the plug is on; undefined if that is not known, for example while the plug is unreachable. */
  toggle(on: boolean | undefined): void {
    this.#recorder.toggle(on);
  }

  /**
   * The spans of more than ten minutes without an entry; the last one may last until now.
   * @param since seconds since 1970: without the gaps that ended before then
   */
  gaps(since = -Infinity): readonly Gap[] {
    const first = Math.max(
      0,
      this.entries.findLastIndex(({ at }) => at <= since),
    );
    return gapsBetween(this.entries.slice(first), this.#options.clock.epochSeconds());
  }

  /** The time of the newest entry; seconds since 1970. */
  get newestAt(): number | undefined {
    return this.#store.ring.newest?.at;
  }

  /** Fills the gaps from the plug's own counters, as far as these go back. @returns the number of added entries */
  fill(counters: Counters): number {
    const entries = filledEntries(this.gaps(), counters, this.entries, this.entries[0]?.at);
    const count = this.#store.insert(entries);
    if (count > 0) this.#changed();
    return count;
  }

  /** Calls `listener` after every change. @returns a function that removes the listener */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the recording, and writes the waiting entries. */
  async close(): Promise<void> {
    this.#recorder.close();
    this.#listeners.clear();
    await this.#store.close();
  }

  #transferOf(reader: object): HistoryTransfer {
    const existing = this.#transfers.get(reader);
    if (existing) return existing;
    const transfer = new HistoryTransfer(this.#store.ring, this.#options.isMetered, this.#sentReference);
    this.#transfers.set(reader, transfer);
    return transfer;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
