import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import { JsonFile } from './json-file.ts';
import type { Notes } from './notes.ts';
import { removeOldDrafts } from './old-drafts.ts';
import type { FileOptions } from './writer.ts';

/** Where our files are, and who hears of their troubles; for each file the same. */
export type ShelfOptions = Omit<FileOptions, 'path'> & { readonly folder: string };

/** A plug's notes: what was in the file, and what is new. */
class NoteBook implements Notes {
  readonly #file: JsonFile<JsonObject>;
  #content: JsonObject = {};

  constructor(options: FileOptions) {
    this.#file = new JsonFile({ ...options, read: value => (isObject(value) ? value : undefined) });
  }

  async load(): Promise<void> {
    this.#content = (await this.#file.load()) ?? {};
  }

  get(name: string): unknown {
    return this.#content[name];
  }

  set(name: string, value: unknown): void {
    const { [name]: _before, ...others } = this.#content;
    this.#content = value === undefined ? others : { ...others, [name]: value };
    this.#file.save(this.#content);
  }

  flush(): Promise<boolean> {
    return this.#file.flush();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

const NOTES = '.json';

/**
 * What is kept of each plug over a restart, in a folder of our own: one small file of notes, and whatever else a feature
 * keeps. All notes are in memory, so that accessories can be shown without waiting for the disk.
 */
export class Shelf {
  readonly #options: ShelfOptions;
  readonly #books = new Map<string, NoteBook>();

  private constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** Reads all notes. Never fails: what cannot be read is told, put aside, and missing. */
  static async open(options: ShelfOptions): Promise<Shelf> {
    const shelf = new Shelf(options);
    await removeOldDrafts(options.folder);
    const names = await readdir(options.folder).catch((): readonly string[] => []);
    for (const name of names) {
      const uuid = /^([\w-]{8,64})\.json$/.exec(name)?.[1];
      if (uuid !== undefined) await shelf.#book(uuid).load();
    }
    return shelf;
  }

  /** The notes about the plug with this uuid. */
  notes(uuid: string): Notes {
    return this.#book(uuid);
  }

  /** A file of a feature's own for the plug with this uuid, e.g. with the ending `.history`. */
  file(uuid: string, ending: string): FileOptions {
    const { folder, ...rest } = this.#options;
    return { ...rest, path: join(folder, `${uuid}${ending}`) };
  }

  /** Writes what still waits, and nothing after that. */
  async close(): Promise<void> {
    await Promise.all([...this.#books.values()].map(book => book.close()));
  }

  #book(uuid: string): NoteBook {
    const known = this.#books.get(uuid);
    if (known) return known;
    const book = new NoteBook(this.file(uuid, NOTES));
    this.#books.set(uuid, book);
    return book;
  }
}
