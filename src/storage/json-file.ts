import { replaceFile } from './replace-file.ts';
import { isFromLaterVersion, FileWriter, type FileOptions } from './file-writer.ts';

export interface JsonFileOptions<T> extends FileOptions {
  /** Reads the parsed content. Returns undefined, or throws, if it is malformed. */
  readonly read: (value: unknown) => T | undefined;
}

/**
 * A small JSON file that keeps one value over a restart. It is written as a whole; after a power cut it holds the old
 * content or the new one. An unreadable file goes into quarantine as `NAME.damaged-…`, and is never deleted. A file of a
 * later version of this plugin (see {@link isFromLaterVersion}) stays unchanged, and one beside it is used.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  readonly #writer: FileWriter;
  /** The content of the file, as last read or written. */
  #written: string | undefined;
  /** The content that is not written yet. */
  #pending: string | undefined;
  #isClosed = false;

  constructor(options: JsonFileOptions<T>) {
    this.#options = options;
    this.#writer = new FileWriter(options, {
      isWaiting: () => this.#pending !== undefined,
      write: () => this.#write(),
    });
  }

  /** Reads the content; undefined if there is no file, or none that can be read. Await it before {@link save}. */
  async load(): Promise<T | undefined> {
    const text = (await this.#writer.read())?.toString('utf8');
    if (text === undefined) return undefined;
    const value = valueOf(text);
    if (isFromLaterVersion(value) && this.#writer.yieldToLaterVersion()) return this.load();
    const content = this.#contentOf(value);
    if (content === undefined) await this.#writer.quarantineDamaged();
    else this.#written = text;
    return content;
  }

  /** Writes this soon; of several in a row the last one wins. Unchanged content is not written, to spare the SD card. */
  save(content: T): void {
    if (this.#isClosed) return;
    const text = `${JSON.stringify(content)}\n`;
    if (text === (this.#pending ?? this.#written)) return;
    this.#pending = text;
    this.#writer.wake();
  }

  /** @returns whether everything that was saved is on disk now */
  flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes the waiting content, and ignores later calls of {@link save}. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
  }

  async #write(): Promise<void> {
    const text = this.#pending;
    if (text === undefined) return;
    await replaceFile(this.#writer.path, text);
    this.#written = text;
    if (this.#pending === text) this.#pending = undefined;
  }

  #contentOf(value: unknown): T | undefined {
    try {
      return value === undefined ? undefined : this.#options.read(value);
    } catch {
      return undefined;
    }
  }
}

/** The parsed text; undefined if it is not JSON. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
