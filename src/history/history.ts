import type { FileOptions } from '../storage/file-writer.ts';
import { gapsBetween, type HistoryEntry, type Gap } from './history-entry.ts';
import { filledEntries, type Counters } from './gap-filling.ts';
import { EVE_EPOCH, historyStatus } from './eve-format.ts';
import { HistoryStore } from './history-store.ts';
import { HistoryRecorder } from './history-recorder.ts';
import { HistoryTransfer, type SentReference } from './history-transfer.ts';

export interface HistoryOptions extends FileOptions {
  /** Whether the plug measures power. A plug that does not has a history of on and off. */
  readonly isMetered: boolean;
}

/** The history of one accessory: takes what is known of the plug, keeps it, and hands it to the Eve app. */
export class History {
  readonly #options: HistoryOptions;
  readonly #store: HistoryStore;
  /** One for each connection, for whoever lists all that an accessory has reads the entries too, and would take them away. */
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

  /** Reads what was kept, and begins to record. Never fails; whoever opens it closes it. */
  static async open(options: HistoryOptions): Promise<History> {
    return new History(options, await HistoryStore.open(options));
  }

  /** All entries, oldest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#store.ring.entries;
  }

  /** The moment from which Eve counts, as in Last Activation (11A); seconds since 1970, undefined before any entry. */
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
   * Eve wrote History Request (11C), base64.
   * @param reader the connection over which it did
   */
  request(base64: string, reader: object = this): void {
    this.#transferOf(reader).request(Buffer.from(base64, 'base64'));
  }

  /** Eve reads History Entries (117): the next records of what was asked for over this connection, base64. */
  read(reader: object = this): string {
    return this.#transferOf(reader).read().toString('base64');
  }

  /** The power from now on, in watts; undefined when it is not known, as when the plug is away. */
  power(watts: number | undefined): void {
    this.#recorder.power(watts);
  }

  /** Whether it is on; undefined when that is not known, as when the plug is away. */
  toggle(on: boolean | undefined): void {
    this.#recorder.toggle(on);
  }

  /** The times of more than ten minutes without an entry; the last one may last until now. */
  gaps(): readonly Gap[] {
    return gapsBetween(this.entries, this.#options.clock.epochSeconds());
  }

  /** Fills the gaps from the plug's own counters, as far as these reach. @returns how many entries that gave */
  fill(counters: Counters): number {
    const entries = filledEntries(this.gaps(), counters, this.entries, this.entries[0]?.at);
    const count = this.#store.insert(entries);
    if (count > 0) this.#changed();
    return count;
  }

  /** Calls `listener` after every change; the returned function ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Records no more, and writes what still waits. */
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
