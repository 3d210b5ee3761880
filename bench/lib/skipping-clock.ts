import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Turns of the event loop in which nothing may begin before time is skipped. */
const QUIET_TURNS = 4;

/**
 * Time for work over real sockets: it stands still while a request is under way, and otherwise skips to the next task. So
 * a busy machine changes nothing, and an hour takes seconds.
 */
export class SkippingClock implements Clock {
  readonly #tasks = new Set<Task>();
  readonly #epochMs = Date.now();
  #now = 0;
  #underWay = 0;

  now(): number {
    return this.#now;
  }

  epochSeconds(): number {
    return Math.floor(this.epochMs() / 1000);
  }

  epochMs(): number {
    return this.#epochMs + this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const task = { at: this.#now + ms, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** Time stands still until this work is done. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await this.#quiet();
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#run(next);
    }
    this.#now = end;
  }

  /** Lets time pass until this is done. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    const done = new AbortController();
    const end = (): void => done.abort();
    work.then(end, end);
    while (!done.signal.aborted) {
      await this.#quiet();
      // If the work is done by now, one more task does no harm.
      const next = this.#next();
      if (next !== undefined) this.#run(next);
    }
    return work;
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await turn();
      if (this.#underWay > 0) turns = -1;
    }
  }

  #next(): Task | undefined {
    let next: Task | undefined;
    for (const task of this.#tasks) if (next === undefined || task.at < next.at) next = task;
    return next;
  }

  #run(task: Task): void {
    this.#tasks.delete(task);
    this.#now = Math.max(this.#now, task.at);
    task.run();
  }
}
