import {
  asMerossError,
  GivenUpError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
} from '../errors.ts';
import { ProvisioningError, type Left, type Step } from './provisioning-error.ts';
import { mayBeRefusal } from './refusal.ts';
import type { OnStep } from './report.ts';
import { whatItDid, wordsFor, type Place } from './words.ts';

/** What a step gives: a value for the steps to come, and what to tell people, as part of a sentence. */
export interface Done<T> {
  readonly value: T;
  readonly detail: string;
}

/** What a step leaves on the plug. */
export interface Leaves {
  /** Once it is done. */
  readonly done?: Left;
  /** Where nobody knows whether it was. */
  readonly unknown?: Left;
}

export interface StepsOptions {
  readonly onStep: OnStep;
  readonly place: Place;
  readonly signal: AbortSignal;
  /** Asks something that the plug has answered before: does it still? Rejects if not. */
  readonly isThere: () => Promise<unknown>;
}

/** Runs steps one after the other, tells of each as it happens, and keeps in mind what would be left half-done. */
export class Steps {
  readonly #options: StepsOptions;
  #left: Left = 'nothing';

  constructor(options: StepsOptions) {
    this.#options = options;
  }

  /**
   * Runs a step that must succeed.
   * @throws {ProvisioningError} whatever goes wrong
   */
  async run<T>(step: Step, work: () => Promise<Done<T>>, leaves: Leaves = {}): Promise<T> {
    const outcome = await this.#attempt(step, work, leaves);
    if ('error' in outcome) throw this.#failure(step, outcome.error, leaves);
    return outcome.value;
  }

  /**
   * Runs a step that the rest can do without. Plugs refuse by an error, by hanging up, or by silence; so whatever happened,
   * it counts as refused if the plug still answers a question that it has answered before.
   *
   * @returns undefined where it was refused
   * @throws {ProvisioningError} the plug is gone
   */
  async optional<T>(step: Step, work: () => Promise<Done<T>>, leaves: Leaves = {}): Promise<T | undefined> {
    const outcome = await this.#attempt(step, work, leaves);
    if (!('error' in outcome)) return outcome.value;
    const { error } = outcome;
    if (!mayBeRefusal(error)) throw this.#failure(step, error, leaves);
    await this.#options.isThere().catch(() => {
      throw this.#failure(step, error, leaves);
    });
    if (mayHaveBeenDone(error)) this.#left = leaves.unknown ?? this.#left;
    this.skip(step, `the plug ${whatItDid(error)}`);
    return undefined;
  }

  async #attempt<T>(
    step: Step,
    work: () => Promise<Done<T>>,
    leaves: Leaves,
  ): Promise<{ readonly value: T } | { readonly error: unknown }> {
    this.#options.onStep({ step, state: 'begins' });
    try {
      const { value, detail } = await work();
      this.#left = leaves.done ?? this.#left;
      this.#options.onStep({ step, state: 'done', detail });
      return { value };
    } catch (error) {
      return { error };
    }
  }

  /** Tells that a step is left out. */
  skip(step: Step, why: string): undefined {
    this.#options.onStep({ step, state: 'skipped', why });
    return undefined;
  }

  #failure(step: Step, error: unknown, { unknown }: Leaves): ProvisioningError {
    const { onStep, place, signal } = this.#options;
    const cause = signal.aborted ? new GivenUpError('interrupted') : error;
    const failure =
      error instanceof ProvisioningError
        ? error
        : new ProvisioningError({
            step,
            ...wordsFor(step, cause, place),
            left: unknown !== undefined && mayHaveBeenDone(error) ? unknown : this.#left,
            cause: cause instanceof RangeError ? cause : asMerossError(cause),
          });
    onStep({ step, state: 'failed', error: failure });
    return failure;
  }
}

function mayHaveBeenDone(error: unknown): boolean {
  return ![UnreachableError, RefusedError, WrongKeyError, UnsupportedError, RangeError].some(
    kind => error instanceof kind,
  );
}
