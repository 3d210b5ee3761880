import { replaceFile } from './replace-file.ts';
import { isFromLaterVersion, FileWriter, type FileOptions } from './file-writer.ts';

export interface JsonFileOptions<T> extends FileOptions {
  /** Reads what the file held; undefined, or an error, if that makes no sense. */
  readonly read: (value: unknown) => T | undefined;
}

/**
 * One small thing that is kept over a restart, as a file of its own. Written as a whole; after a power cut it holds the
 * old content or the new one. What cannot be read is quarantined as `NAME.damaged-…`, never deleted; what a later version of
 * this plugin wrote (see {@link isFromLaterVersion}) stays where it is, and a file beside it is used.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  readonly #writer: FileWriter;
  /** What the file holds, as far as we wrote it. */
  #written: string | undefined;
  /** What it has to hold, if that is not the case yet. */
  #pending: string | undefined;
  #isClosed = false;

  constructor(options: JsonFileOptions<T>) {
    this.#options = options;
    this.#writer = new FileWriter(options, {
      isWaiting: () => this.#pending !== undefined,
      write: () => this.#write(),
    });
  }

  /** What the file holds; undefined where there is none, or none that can be read. To be awaited before {@link save}. */
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

  /** Writes this soon; of several in a row the last one wins. Writing the same again wears no SD card. */
  save(content: T): void {
    if (this.#isClosed) return;
    const text = `${JSON.stringify(content)}\n`;
    if (text === (this.#pending ?? this.#written)) return;
    this.#pending = text;
    this.#writer.wake();
  }

  /** @returns whether all that was saved is on disk now */
  flush(): Promise<boolean> {
    return this.#writer.flush();
  }

  /** Writes what still waits, and nothing after that. */
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

/** Undefined where it is no JSON. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
