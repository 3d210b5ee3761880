import { isDeepStrictEqual } from 'node:util';
import { GivenUpError, MalformedError, NoAnswerError, NotSignedError, UnsupportedError } from '../errors.ts';
import type { Request } from '../protocol/envelope.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { isRefusal } from '../protocol/refusal.ts';
import { MISSES_UNTIL_UNREACHABLE } from '../settings.ts';
import type { Command } from './command.ts';
import type { Query } from './feature.ts';
import type { Quirks } from './quirks.ts';
import type { Session, Slot } from './session.ts';
import type { PlugState } from './state.ts';

export interface RequestBatcherOptions {
  readonly session: Session;
  readonly state: PlugState;
  readonly quirks: Quirks;
  /** Called when a quirk was learned that should be stored. */
  readonly onQuirks: (quirks: Quirks) => void;
  /** Several commands as one request; undefined if they cannot be combined. */
  readonly combine: (commands: readonly Command[]) => Request | undefined;
}

/** Puts several queries, or several commands, into one request, and finds out whether the plug can handle that. */
export class RequestBatcher {
  readonly #options: RequestBatcherOptions;
  #quirks: Quirks;
  /** Batches that failed in a row. A single failure may be chance. */
  #failedBatches = 0;

  constructor(options: RequestBatcherOptions) {
    this.#options = options;
    this.#quirks = options.quirks;
  }

  /** Whether several commands may be tried in one request. */
  get mayCombine(): boolean {
    return this.#quirks.joins !== false;
  }

  /**
   * Sends queries that are due together.
   * @param slot gives each request its turn and its time
   * @returns the queries that the reachable plug does not answer, each with the milliseconds of its pause
   * @throws {MerossError} as {@link Session.query}
   */
  async query(dueQueries: readonly Query[], slot: Slot): Promise<ReadonlyMap<Query, number>> {
    const { session } = this.#options;
    const unanswered = new Map<Query, number>();
    const pauseMs = ({ request }: Query): number => session.pauseMs(request.namespace);
    for (const query of dueQueries) if (pauseMs(query) > 0) unanswered.set(query, pauseMs(query));
    const queries = dueQueries.filter(query => !unanswered.has(query));
    const mayBatch = this.#quirks.batches === true || (this.#quirks.batches !== false && this.#failedBatches === 0);
    const isBatched = queries.length > 1 && mayBatch;
    const missing = isBatched ? await this.#queryBatch(queries, slot) : queries;
    const pausedBefore = unanswered.size;
    for (const query of missing) {
      await session.query(query.request, slot).catch((error: unknown) => {
        if (!(error instanceof UnsupportedError)) throw error;
        unanswered.set(query, pauseMs(query));
      });
    }
    // Each query alone was answered, so the batch is what the plug cannot handle.
    if (isBatched && missing.length === 0) this.#batchWorked();
    else if (queries.length > 1 && missing.length > unanswered.size - pausedBefore) this.#batchFailed();
    return unanswered;
  }

  /**
   * Sends several commands in one request. The first time, the plug's state is read back: some plugs carry out only the
   * first command.
   * @returns false if the commands have to be sent one by one
   */
  async sendCombined(commands: readonly Command[], signal: AbortSignal): Promise<boolean> {
    const { session, combine } = this.#options;
    const request = this.mayCombine ? combine(commands) : undefined;
    if (request === undefined) return false;
    const readBack = (): Promise<unknown> => session.query(systemAll.get(), work => work(signal));
    const wasAlreadySo = commands.slice(1).every(command => this.#isProvenBy(command));
    try {
      await session.command(request, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await readBack();
      if (this.#quirks.joins !== true) this.#updateQuirks({ joins: false });
      return false;
    }
    if (this.#quirks.joins === true) return true;
    await readBack();
    const isDone = commands.every(command => this.#isProvenBy(command));
    if (!isDone || !wasAlreadySo) this.#updateQuirks({ joins: isDone });
    return isDone;
  }

  #batchWorked(): void {
    this.#failedBatches = 0;
    if (this.#quirks.batches !== true) this.#updateQuirks({ batches: true });
  }

  #batchFailed(): void {
    this.#failedBatches += 1;
    const isProven = this.#quirks.batches !== true || this.#failedBatches >= MISSES_UNTIL_UNREACHABLE;
    if (isProven && this.#quirks.batches !== false) this.#updateQuirks({ batches: false });
  }

  /** @returns the queries that were not answered */
  async #queryBatch(queries: readonly Query[], slot: Slot): Promise<readonly Query[]> {
    const { session } = this.#options;
    const requests = queries.map(({ request }) => request);
    try {
      const message = await slot(signal => session.queryBatch(requests, signal));
      const answered = multiple.parse(message).map(({ header }) => header.namespace);
      return queries.filter(({ request }) => !answered.includes(request.namespace));
    } catch (error) {
      const isUnreadable = error instanceof MalformedError || error instanceof NotSignedError;
      if (isRefusal(error) || isUnreadable) return queries;
      // The plug may be unreachable, or the batch too large for it: next time each query goes alone.
      if (this.#quirks.batches !== true && !(error instanceof GivenUpError)) this.#failedBatches += 1;
      if (!(error instanceof NoAnswerError)) throw error;
      await session.assertReachable(
        requests.map(({ namespace }) => namespace),
        slot,
      );
      return queries;
    }
  }

  /** Whether the plug has reported the state that the command sets. */
  #isProvenBy({ proves }: Command): boolean {
    const { state } = this.#options;
    return proves.every(reading => isDeepStrictEqual(state.get(reading.kind, reading.channel), reading));
  }

  #updateQuirks(quirks: Quirks): void {
    this.#quirks = { ...this.#quirks, ...quirks };
    this.#options.onQuirks(this.#quirks);
  }
}
