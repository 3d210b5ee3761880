import type { Clock } from '../clock.ts';
import { putAside } from './put-aside.ts';
import { codeOf, damaged, unreadable, unwritable, type FileTrouble } from './trouble.ts';

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

/**
 * What every file of ours needs: one write at a time, no error that ends the process, and nothing written over that
 * could not be read. A failed write is tried again with the next one.
 */
export class Writer {
  readonly #options: FileOptions;
  readonly #work: Work;
  readonly #told = new Set<string>();
  #running: Promise<void> | undefined;
  /** There is something at the path that could not be read, and must not be written over. */
  #isObstructed = false;

  constructor(options: FileOptions, work: Work) {
    this.#options = options;
    this.#work = work;
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

  /** The content makes no sense: puts the file aside now, or as soon as that can be done. */
  async obstructedByDamage(): Promise<void> {
    this.#isObstructed = true;
    await this.#attempt(() => this.#clear());
  }

  /** The file is there and cannot be read: it is put aside before something else is written. */
  obstructedBy(error: unknown): void {
    this.#isObstructed = true;
    this.#tell(unreadable(this.#options.path, error));
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
    if (!this.#isObstructed) return;
    const { path, clock } = this.#options;
    const keptAs = await putAside(path, clock.epochSeconds());
    this.#isObstructed = false;
    if (keptAs !== undefined) this.#tell(damaged(path, keptAs));
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#tell(unwritable(this.#options.path, error));
    }
  }

  #tell(trouble: FileTrouble): void {
    // Damage is news each time: each time another file was put aside.
    const cause = trouble.kind === 'damaged' ? trouble.message : `${trouble.kind} ${codeOf(trouble.cause) ?? ''}`;
    if (this.#told.has(cause)) return;
    this.#told.add(cause);
    this.#options.onTrouble(trouble);
  }
}
