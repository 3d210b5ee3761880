import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import { JsonFile } from './json-file.ts';
import type { Notes } from './notes.ts';
import { removeOldDrafts } from './old-drafts.ts';
import type { FileOptions } from './file-writer.ts';

/** The folder of the files, and what they share: the clock and the callback for errors. */
export type PlugStoreOptions = Omit<FileOptions, 'path'> & { readonly folder: string };

/** The notes of one plug, in memory and in their file. */
class NotesFile implements Notes {
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

const NOTES_ENDING = '.json';

/**
 * Keeps data of each plug over a restart, in a folder of its own: one small file of notes, and the files of features. All
 * notes are in memory, so that accessories can be shown without waiting for the disk.
 */
export class PlugStore {
  readonly #options: PlugStoreOptions;
  readonly #notesFiles = new Map<string, NotesFile>();

  private constructor(options: PlugStoreOptions) {
    this.#options = options;
  }

  /** Reads all notes. Never fails: an unreadable file is reported to `onError` and goes into quarantine. */
  static async open(options: PlugStoreOptions): Promise<PlugStore> {
    const store = new PlugStore(options);
    await removeOldDrafts(options.folder);
    const names = await readdir(options.folder).catch((): readonly string[] => []);
    for (const name of names) {
      const uuid = /^([\w-]{8,64})\.json$/.exec(name)?.[1];
      if (uuid !== undefined) await store.#notesFile(uuid).load();
    }
    return store;
  }

  /** The notes about the plug with this uuid. */
  notes(uuid: string): Notes {
    return this.#notesFile(uuid);
  }

  /** The options of a feature's file for the plug with this uuid, e.g. with the ending `.history`. */
  file(uuid: string, ending: string): FileOptions {
    const { folder, ...rest } = this.#options;
    return { ...rest, path: join(folder, `${uuid}${ending}`) };
  }

  /** Writes the waiting notes, and ignores later ones. */
  async close(): Promise<void> {
    await Promise.all([...this.#notesFiles.values()].map(notesFile => notesFile.close()));
  }

  #notesFile(uuid: string): NotesFile {
    const existing = this.#notesFiles.get(uuid);
    if (existing) return existing;
    const notesFile = new NotesFile(this.file(uuid, NOTES_ENDING));
    this.#notesFiles.set(uuid, notesFile);
    return notesFile;
  }
}
