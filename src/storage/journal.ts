import { TIMES } from '../settings.ts';
import { openToAppend, replaceFile } from './replace-file.ts';
import { isFromLaterVersion, FileWriter, type FileOptions } from './file-writer.ts';

export interface JournalOptions<T> extends FileOptions {
  /** Reads one parsed line. Returns undefined, or throws, if it is malformed. */
  readonly read: (value: unknown) => T | undefined;
  /** Whether only a later version of this plugin writes such a parsed line; in addition to {@link isFromLaterVersion}. */
  readonly isFromLaterVersion?: (value: unknown) => boolean;
  /** Returns one entry as a JSON value. It should be short, because a file has thousands. */
  readonly write: (entry: T) => unknown;
}

/** The lines that are not on disk yet. */
interface PendingLines {
  /** Whether these lines replace the whole content of the file. */
  readonly replacesAll: boolean;
  readonly lines: string[];
}

const noLines = (): PendingLines => ({ replacesAll: false, lines: [] });

/**
 * A file that grows by one line per entry, because an SD card wears out when a whole file is written every ten minutes.
 * Each line is one JSON text. An incomplete last line is a write that a power cut interrupted before it was reported as
 * done: it is dropped. A file with any other damage, or without one complete line, goes into quarantine, and the entries
 * before the damage go into a new file. A file of a later version of this plugin stays unchanged, and one beside it is used.
 */
export class Journal<T> {
  readonly #options: JournalOptions<T>;
  readonly #writer: FileWriter;
  #pending = noLines();
  /** Where the last complete line ends, in bytes, if anything after it has to be cut off. */
  #cutAt: number | undefined;
  #isClosed = false;

  constructor(options: JournalOptions<T>) {
    this.#options = options;
    this.#writer = new FileWriter(options, {
      isWaiting: () => this.#pending.replacesAll || this.#pending.lines.length > 0,
      write: () => this.#write(),
      delayMs: TIMES.journalDelayMs,
    });
  }

  /** Reads all entries, oldest first; none if there is no file. Await it before any other call. */
  async load(): Promise<readonly T[]> {
    const bytes = await this.#writer.read();
    if (bytes === undefined) return [];
    const end = bytes.lastIndexOf('\n') + 1;
    // Without one complete line, the file may not be ours, so it is not cut.
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

  /** Writes an entry soon, together with those of the next moment. */
  append(entry: T): void {
    if (this.#isClosed) return;
    this.#pending.lines.push(this.#lineOf(entry));
    this.#writer.wake();
  }

  /** Replaces the content of the file by these entries. */
  compact(entries: readonly T[]): void {
    if (this.#isClosed) return;
    this.#pending = { replacesAll: true, lines: entries.map(entry => this.#lineOf(entry)) };
    this.#writer.wake();
  }

  /** @returns whether all entries are on disk now */
  flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes the waiting entries, and ignores later ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
  }

  async #write(): Promise<void> {
    const pending = this.#pending;
    const text = pending.lines.join('');
    this.#pending = noLines();
    try {
      if (pending.replacesAll) {
        await replaceFile(this.#writer.path, text);
        this.#cutAt = undefined;
      } else await this.#append(text);
    } catch (error) {
      const newer = this.#pending;
      if (!newer.replacesAll) this.#pending = { ...pending, lines: [...pending.lines, ...newer.lines] };
      throw error;
    }
  }

  async #append(text: string): Promise<void> {
    const file = await openToAppend(this.#writer.path);
    try {
      const { size } = await file.stat();
      const end = Math.min(size, this.#cutAt ?? size);
      if (end < size) await file.truncate(end);
      // On a full disk, half a line may be written; the next attempt cuts it off.
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
