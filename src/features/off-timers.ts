import { isObject } from '../protocol/decode.ts';
import type { Notes } from '../storage/notes.ts';

/** What is kept of the off timer of one outlet. */
export interface OffTimer {
  /** The duration that the user picked, in seconds. */
  readonly seconds: number;
  /** When the plug switches off, in seconds since 1970; undefined if no timer runs. */
  readonly endsAt: number | undefined;
  /** The plug may have our timer. Saved before it is written, so that it can be removed in any case. */
  readonly isWritten: boolean;
}

const NAME = 'offAfter';
/** What Home offers until the user picks another duration. */
const DEFAULT_SECONDS = 1800;

/** The off timers of one plug, by channel, as they are kept over a restart. */
export class OffTimers {
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** The channels of which anything is kept. */
  get channels(): readonly number[] {
    return Object.keys(this.#all).map(Number);
  }

  get(channel: number): OffTimer {
    const noted = this.#all[String(channel)];
    const { seconds, endsAt, isWritten } = isObject(noted) ? noted : {};
    return {
      seconds: typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_SECONDS,
      endsAt: typeof endsAt === 'number' ? endsAt : undefined,
      isWritten: isWritten === true,
    };
  }

  /** Changes a part of what is kept; resolves when that is on disk. */
  async change(channel: number, change: Partial<OffTimer>): Promise<void> {
    this.#notes.set(NAME, { ...this.#all, [channel]: { ...this.get(channel), ...change } });
    await this.#notes.flush();
  }

  get #all(): Readonly<Record<string, unknown>> {
    const noted = this.#notes.get(NAME);
    const isKept = ([channel]: readonly [string, unknown]): boolean => /^\d{1,2}$/.test(channel);
    return isObject(noted) ? Object.fromEntries(Object.entries(noted).filter(isKept)) : {};
  }
}
