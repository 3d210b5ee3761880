import { openToAppend, replaceFile } from './replace-file.ts';
import { isFromLaterVersion, FileWriter, type FileOptions } from './file-writer.ts';

export interface JournalOptions<T> extends FileOptions {
  /** Reads one line, parsed already; undefined, or an error, if it makes no sense. */
  readonly read: (value: unknown) => T | undefined;
  /** Whether only a later version of this plugin writes such a line, parsed already; besides {@link isFromLaterVersion}. */
  readonly isFromLaterVersion?: (value: unknown) => boolean;
  /** What one entry looks like as JSON; short, for there are thousands. */
  readonly write: (entry: T) => unknown;
}

/** What is not on disk yet. */
interface PendingLines {
  /** Whether these lines take the place of all that the file holds. */
  readonly isFresh: boolean;
  readonly lines: string[];
}

const noLines = (): PendingLines => ({ isFresh: false, lines: [] });

/**
 * A file that grows by a line per entry, for an SD card wears out when a whole file is written every ten minutes. Each
 * line is one JSON text. A line without its end is what a power cut leaves of a write that nobody was told had worked:
 * it is dropped. Any other damage, and a file without one whole line, puts the file aside; what stood before the damage goes into the new one. A file of a later
 * version of this plugin stays where it is, and one beside it is used.
 */
export class Journal<T> {
  readonly #options: JournalOptions<T>;
  readonly #writer: FileWriter;
  #pending = noLines();
  /** Where the last whole line ends, if something may stand behind it that has to go. In bytes. */
  #cutAt: number | undefined;
  #isClosed = false;

  constructor(options: JournalOptions<T>) {
    this.#options = options;
    this.#writer = new FileWriter(options, {
      isWaiting: () => this.#pending.isFresh || this.#pending.lines.length > 0,
      write: () => this.#write(),
    });
  }

  /** All entries, oldest first; none where there is no file. To be awaited before anything else. */
  async load(): Promise<readonly T[]> {
    const bytes = await this.#writer.read();
    if (bytes === undefined) return [];
    const end = bytes.lastIndexOf('\n') + 1;
    // Without one whole line, nothing says that the file is ours to cut.
    const isForeign = end === 0 && bytes.length > 0;
    if (end < bytes.length && !isForeign) this.#cutAt = end;
    const { entries, end: found } = this.#entriesOf(bytes.toString('utf8', 0, end));
    const reason = isForeign ? 'damage' : found;
    if (reason === 'later' && this.#writer.yieldToLaterVersion()) {
      this.#cutAt = undefined;
      return this.load();
    }
    if (reason !== 'whole') {
      await this.#writer.quarantineDamaged();
      this.compact(entries);
      await this.flush();
    }
    return entries;
  }

  /** Writes an entry soon; those of one moment go together. */
  append(entry: T): void {
    if (this.#isClosed) return;
    this.#pending.lines.push(this.#lineOf(entry));
    this.#writer.wake();
  }

  /** Makes these the only entries of the file. */
  compact(entries: readonly T[]): void {
    if (this.#isClosed) return;
    this.#pending = { isFresh: true, lines: entries.map(entry => this.#lineOf(entry)) };
    this.#writer.wake();
  }

  /** @returns whether all entries are on disk now */
  flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes what still waits, and nothing after that. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
  }

  async #write(): Promise<void> {
    const pending = this.#pending;
    const text = pending.lines.join('');
    this.#pending = noLines();
    try {
      if (pending.isFresh) {
        await replaceFile(this.#writer.path, text);
        this.#cutAt = undefined;
      } else await this.#append(text);
    } catch (error) {
      const newer = this.#pending;
      if (!newer.isFresh) this.#pending = { ...pending, lines: [...pending.lines, ...newer.lines] };
      throw error;
    }
  }

  async #append(text: string): Promise<void> {
    const file = await openToAppend(this.#writer.path);
    try {
      const { size } = await file.stat();
      const end = Math.min(size, this.#cutAt ?? size);
      if (end < size) await file.truncate(end);
      // A full disk may take half a line; the next attempt cuts that off again.
      this.#cutAt = end;
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.#cutAt = undefined;
  }

  #lineOf(entry: T): string {
    return `${JSON.stringify(this.#options.write(entry))}\n`;
  }

  #entriesOf(text: string): { readonly entries: readonly T[]; readonly end: 'whole' | 'damage' | 'later' } {
    const entries: T[] = [];
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const entry = this.#entryOf(line);
      if (entry === 'damage' || entry === 'later') return { entries, end: entry };
      entries.push(entry.value);
    }
    return { entries, end: 'whole' };
  }

  #entryOf(line: string): { readonly value: T } | 'damage' | 'later' {
    try {
      const parsed: unknown = JSON.parse(line);
      if (isFromLaterVersion(parsed) || this.#options.isFromLaterVersion?.(parsed) === true) return 'later';
      const value = this.#options.read(parsed);
      return value === undefined ? 'damage' : { value };
    } catch {
      return 'damage';
    }
  }
}
