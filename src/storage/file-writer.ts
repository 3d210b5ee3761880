import type { Clock } from '../clock.ts';
import { isObject } from '../protocol/decode.ts';
import { quarantine } from './quarantine.ts';
import { OddFileError, readRegular } from './regular-file.ts';
import {
  codeOf,
  damaged,
  writtenByLaterVersion,
  notRegular,
  unreadable,
  unwritable,
  type StorageError,
  type QuarantineReason,
} from './storage-error.ts';

/** A file of ours, and who hears of its troubles. */
export interface FileOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Told once per cause. Nothing else comes of a trouble: neither reading nor writing throws. */
  readonly onError: (storageError: StorageError) => void;
}

/** What the writer writes. */
export interface WriteSource {
  /** Whether something is not on disk yet. */
  readonly isWaiting: () => boolean;
  /** Brings what waits to the disk; where that fails it throws, and the same waits again. */
  readonly write: () => Promise<void>;
}

/** The version of everything that this plugin writes. A file without a `version` has the first. */
const VERSION = 1;

/**
 * Whether a later version of this plugin wrote this: an object with a higher `version` than ours, or with such an object
 * as a member. A version has to say so in every file, or note, whose content an earlier one would misread.
 */
export const isFromLaterVersion = (value: unknown): boolean =>
  isObject(value) && [value, ...Object.values(value)].some(hasLaterVersion);

const hasLaterVersion = (value: unknown): boolean =>
  isObject(value) && typeof value['version'] === 'number' && value['version'] > VERSION;

/**
 * What every file of ours needs: one write at a time, no error that ends the process, and nothing written over that
 * could not be read. A failed write is tried again with the next one.
 */
export class FileWriter {
  readonly #options: FileOptions;
  readonly #source: WriteSource;
  readonly #reported = new Set<string>();
  #path: string;
  #running: Promise<void> | undefined;
  /** There is something at the path that could not be read, and must not be written over. */
  #quarantineReason: QuarantineReason | undefined;

  constructor(options: FileOptions, source: WriteSource) {
    this.#options = options;
    this.#source = source;
    this.#path = options.path;
  }

  /** Where to write. */
  get path(): string {
    return this.#path;
  }

  /**
   * What is at the path. What is no file of a plausible size is quarantined at once.
   * @returns undefined where there is nothing, or nothing that can be read
   */
  async read(): Promise<Buffer | undefined> {
    try {
      return (await readRegular(this.#path)).bytes;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      if (error instanceof OddFileError) {
        await this.#quarantineBecause(notRegular(error));
      } else {
        this.#quarantineReason = damaged;
        this.#report(unreadable(this.#path, error));
      }
      return undefined;
    }
  }

  /** The content makes no sense: puts the file aside now, or as soon as that can be done. */
  async quarantineDamaged(): Promise<void> {
    await this.#quarantineBecause(damaged);
  }

  /**
   * A later version of this plugin wrote the file, which nothing may change. From now on another path is meant, beside it.
   * @returns false where that has been done already
   */
  yieldToLaterVersion(): boolean {
    const { path } = this.#options;
    if (this.#path !== path) return false;
    this.#path = `${path}.version-${VERSION}`;
    this.#report(writtenByLaterVersion(path, this.#path));
    return true;
  }

  /** Something new waits. */
  wake(): void {
    this.#running ??= this.#run();
  }

  /** Tries to bring all that waits to the disk. @returns whether it is there */
  async flush(): Promise<boolean> {
    await this.#running;
    if (!this.#source.isWaiting()) return true;
    this.wake();
    await this.#running;
    return !this.#source.isWaiting();
  }

  async #quarantineBecause(reason: QuarantineReason): Promise<void> {
    this.#quarantineReason = reason;
    await this.#attempt(() => this.#quarantineIfNeeded());
  }

  async #run(): Promise<void> {
    // What the caller adds in one go then makes one write.
    await Promise.resolve();
    await this.#attempt(async () => {
      try {
        while (this.#source.isWaiting()) {
          await this.#quarantineIfNeeded();
          await this.#source.write();
        }
      } finally {
        // In the same moment as the last look at what waits: nothing new is overlooked in between.
        this.#running = undefined;
      }
    });
  }

  async #quarantineIfNeeded(): Promise<void> {
    const reason = this.#quarantineReason;
    if (reason === undefined) return;
    const quarantinePath = await quarantine(this.#path, this.#options.clock.epochSeconds());
    this.#quarantineReason = undefined;
    if (quarantinePath !== undefined) this.#report(reason(this.#path, quarantinePath));
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#report(unwritable(this.#path, error));
    }
  }

  #report(storageError: StorageError): void {
    // What was quarantined is news each time: each time it is another file.
    const isQuarantined = storageError.kind === 'damaged' || storageError.cause instanceof OddFileError;
    const cause = isQuarantined ? storageError.message : `${storageError.kind} ${codeOf(storageError.cause) ?? ''}`;
    if (this.#reported.has(cause)) return;
    this.#reported.add(cause);
    this.#options.onError(storageError);
  }
}
