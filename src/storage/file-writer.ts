import { Pause, type Clock } from '../clock.ts';
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

/** A file of this plugin, and the callback for its errors. */
export interface FileOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Called once per cause. Errors are reported here only: neither reading nor writing throws. */
  readonly onError: (storageError: StorageError) => void;
}

/** The source of the data that the writer writes. */
export interface WriteSource {
  /** Whether any data is not on disk yet. */
  readonly isWaiting: () => boolean;
  /** Writes the waiting data to disk. If that fails, it throws, and the data waits again. */
  readonly write: () => Promise<void>;
  /** How long new data waits for more before it is written; by default, until the end of the tick. */
  readonly delayMs?: number;
}

/** The version of everything that this plugin writes. A file without a `version` has version 1. */
const VERSION = 1;

/**
 * Whether a later version of this plugin wrote this: an object with a higher `version` than ours, or with such an object
 * as a member. A future version must write its `version` into every file or note that this one would misread.
 */
export const isFromLaterVersion = (value: unknown): boolean =>
  isObject(value) && [value, ...Object.values(value)].some(hasLaterVersion);

const hasLaterVersion = (value: unknown): boolean =>
  isObject(value) && typeof value['version'] === 'number' && value['version'] > VERSION;

/**
 * Reads and writes one file of this plugin: one write at a time, no error that ends the process, and an unreadable file
 * is never overwritten. A failed write is repeated with the next one.
 */
export class FileWriter {
  readonly #options: FileOptions;
  readonly #source: WriteSource;
  readonly #reported = new Set<string>();
  readonly #delay: Pause;
  #path: string;
  #running: Promise<void> | undefined;
  /** Set while something unreadable is at the path, which must not be overwritten. */
  #quarantineReason: QuarantineReason | undefined;

  constructor(options: FileOptions, source: WriteSource) {
    this.#options = options;
    this.#source = source;
    this.#path = options.path;
    this.#delay = new Pause(options.clock);
  }

  /** The path that is read and written. */
  get path(): string {
    return this.#path;
  }

  /**
   * Reads the file. Anything other than a regular file of a plausible size goes into quarantine at once.
   * @returns undefined if there is no file, or none that can be read
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

  /** Moves a file with damaged content into quarantine, now or before the next write. */
  async quarantineDamaged(): Promise<void> {
    await this.#quarantineBecause(damaged);
  }

  /**
   * Leaves a file of a later version of this plugin unchanged, and uses another path beside it from now on.
   * @returns false if that has been done already
   */
  yieldToLaterVersion(): boolean {
    const { path } = this.#options;
    if (this.#path !== path) return false;
    this.#path = `${path}.version-${VERSION}`;
    this.#report(writtenByLaterVersion(path, this.#path));
    return true;
  }

  /** Starts a write, if none is running, because new data waits. */
  wake(): void {
    this.#running ??= this.#run();
  }

  /** Tries to write all waiting data. @returns whether all of it is on disk */
  async flush(): Promise<boolean> {
    this.#delay.end();
    await this.#running;
    if (!this.#source.isWaiting()) return true;
    this.wake();
    this.#delay.end();
    await this.#running;
    return !this.#source.isWaiting();
  }

  async #quarantineBecause(reason: QuarantineReason): Promise<void> {
    this.#quarantineReason = reason;
    await this.#attempt(() => this.#quarantineIfNeeded());
  }

  async #run(): Promise<void> {
    const { delayMs = 0 } = this.#source;
    // Data that the caller adds meanwhile goes into the same write.
    await (delayMs > 0 ? this.#delay.for(delayMs) : Promise.resolve());
    await this.#attempt(async () => {
      try {
        while (this.#source.isWaiting()) {
          await this.#quarantineIfNeeded();
          await this.#source.write();
        }
      } finally {
        // Synchronous with the last check of `isWaiting`, so no new data is missed in between.
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
    // Each file in quarantine is another one, so each is reported.
    const isQuarantined = storageError.kind === 'damaged' || storageError.cause instanceof OddFileError;
    const cause = isQuarantined ? storageError.message : `${storageError.kind} ${codeOf(storageError.cause) ?? ''}`;
    if (this.#reported.has(cause)) return;
    this.#reported.add(cause);
    this.#options.onError(storageError);
  }
}
