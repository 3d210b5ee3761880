import type { Clock } from '../clock.ts';
import { isObject } from '../protocol/decode.ts';
import { putAside } from './put-aside.ts';
import { OddFileError, readRegular } from './regular-file.ts';
import { codeOf, damaged, later, odd, unreadable, unwritable, type FileTrouble, type Obstruction } from './trouble.ts';

/** A file of ours, and who hears of its troubles. */
export interface FileOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Told once per cause. Nothing else comes of a trouble: neither reading nor writing throws. */
  readonly onTrouble: (trouble: FileTrouble) => void;
}

/** What the writer writes. */
export interface Work {
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
export const isLater = (value: unknown): boolean => isObject(value) && [value, ...Object.values(value)].some(isOfLater);

const isOfLater = (value: unknown): boolean =>
  isObject(value) && typeof value['version'] === 'number' && value['version'] > VERSION;

/**
 * What every file of ours needs: one write at a time, no error that ends the process, and nothing written over that
 * could not be read. A failed write is tried again with the next one.
 */
export class Writer {
  readonly #options: FileOptions;
  readonly #work: Work;
  readonly #told = new Set<string>();
  #path: string;
  #running: Promise<void> | undefined;
  /** There is something at the path that could not be read, and must not be written over. */
  #obstruction: Obstruction | undefined;

  constructor(options: FileOptions, work: Work) {
    this.#options = options;
    this.#work = work;
    this.#path = options.path;
  }

  /** Where to write. */
  get path(): string {
    return this.#path;
  }

  /**
   * What is at the path. What is no file of a plausible size is put aside at once.
   * @returns undefined where there is nothing, or nothing that can be read
   */
  async read(): Promise<Buffer | undefined> {
    try {
      return (await readRegular(this.#path)).bytes;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      if (error instanceof OddFileError) {
        await this.#obstructedBy(odd(error));
      } else {
        this.#obstruction = damaged;
        this.#tell(unreadable(this.#path, error));
      }
      return undefined;
    }
  }

  /** The content makes no sense: puts the file aside now, or as soon as that can be done. */
  async obstructedByDamage(): Promise<void> {
    await this.#obstructedBy(damaged);
  }

  /**
   * A later version of this plugin wrote the file, which nothing may change. From now on another path is meant, beside it.
   * @returns false where that has been done already
   */
  leaveToLater(): boolean {
    const { path } = this.#options;
    if (this.#path !== path) return false;
    this.#path = `${path}.version-${VERSION}`;
    this.#tell(later(path, this.#path));
    return true;
  }

  /** Something new waits. */
  wake(): void {
    this.#running ??= this.#run();
  }

  /** Tries to bring all that waits to the disk. @returns whether it is there */
  async flush(): Promise<boolean> {
    await this.#running;
    if (!this.#work.isWaiting()) return true;
    this.wake();
    await this.#running;
    return !this.#work.isWaiting();
  }

  async #obstructedBy(obstruction: Obstruction): Promise<void> {
    this.#obstruction = obstruction;
    await this.#attempt(() => this.#clear());
  }

  async #run(): Promise<void> {
    // What the caller adds in one go then makes one write.
    await Promise.resolve();
    await this.#attempt(async () => {
      try {
        while (this.#work.isWaiting()) {
          await this.#clear();
          await this.#work.write();
        }
      } finally {
        // In the same moment as the last look at what waits: nothing new is overlooked in between.
        this.#running = undefined;
      }
    });
  }

  async #clear(): Promise<void> {
    const obstruction = this.#obstruction;
    if (obstruction === undefined) return;
    const keptAs = await putAside(this.#path, this.#options.clock.epochSeconds());
    this.#obstruction = undefined;
    if (keptAs !== undefined) this.#tell(obstruction(this.#path, keptAs));
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#tell(unwritable(this.#path, error));
    }
  }

  #tell(trouble: FileTrouble): void {
    // What was put aside is news each time: each time it is another file.
    const isPutAside = trouble.kind === 'damaged' || trouble.cause instanceof OddFileError;
    const cause = isPutAside ? trouble.message : `${trouble.kind} ${codeOf(trouble.cause) ?? ''}`;
    if (this.#told.has(cause)) return;
    this.#told.add(cause);
    this.#options.onTrouble(trouble);
  }
}
