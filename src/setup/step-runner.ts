import {
  asMerossError,
  GivenUpError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
} from '../errors.ts';
import { ProvisioningError, type LeftOnPlug, type Step } from './provisioning-error.ts';
import { mayBeRefusal } from './possible-refusal.ts';
import type { OnStep } from './step-report.ts';
import { failureText, explainFailedStep, type ConnectionHelp } from './explanations.ts';

/** The result of a step: a value for the next steps, and a text for users, part of a sentence. */
export interface StepResult<T> {
  readonly value: T;
  readonly detail: string;
}

/** What a step leaves on the plug. */
export interface StepEffects {
  /** After the step succeeded. */
  readonly done?: LeftOnPlug;
  /** After a failure that leaves it unknown whether the step took effect. */
  readonly unknown?: LeftOnPlug;
}

export interface StepRunnerOptions {
  readonly onStep: OnStep;
  readonly connection: ConnectionHelp;
  readonly signal: AbortSignal;
  /** Repeats a query that the plug has answered before. Rejects if the plug no longer answers. */
  readonly checkReachable: () => Promise<unknown>;
}

/** Runs steps one after the other, reports each as it happens, and tracks what a failure would leave half-done. */
export class StepRunner {
  readonly #options: StepRunnerOptions;
  #left: LeftOnPlug = 'nothing';

  constructor(options: StepRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a step that must succeed.
   * @throws {ProvisioningError} whatever goes wrong
   */
  async run<T>(step: Step, work: () => Promise<StepResult<T>>, effects: StepEffects = {}): Promise<T> {
    const outcome = await this.#attempt(step, work, effects);
    if ('error' in outcome) throw this.#failure(step, outcome.error, effects);
    return outcome.value;
  }

  /**
   * Runs a step that the rest can do without. Plugs refuse by an error, by hanging up, or by silence. So each failure
   * counts as a refusal if the plug still answers a query that it has answered before.
   *
   * @returns undefined where it was refused
   * @throws {ProvisioningError} the plug no longer answers
   */
  async optional<T>(step: Step, work: () => Promise<StepResult<T>>, effects: StepEffects = {}): Promise<T | undefined> {
    const outcome = await this.#attempt(step, work, effects);
    if (!('error' in outcome)) return outcome.value;
    const { error } = outcome;
    if (!mayBeRefusal(error)) throw this.#failure(step, error, effects);
    await this.#options.checkReachable().catch(() => {
      throw this.#failure(step, error, effects);
    });
    if (mayHaveBeenDone(error)) this.#left = effects.unknown ?? this.#left;
    this.skip(step, `the plug ${failureText(error)}`);
    return undefined;
  }

  async #attempt<T>(
    step: Step,
    work: () => Promise<StepResult<T>>,
    effects: StepEffects,
  ): Promise<{ readonly value: T } | { readonly error: unknown }> {
    this.#options.onStep({ step, state: 'begins' });
    try {
      const { value, detail } = await work();
      this.#left = effects.done ?? this.#left;
      this.#options.onStep({ step, state: 'done', detail });
      return { value };
    } catch (error) {
      return { error };
    }
  }

  /** Reports that a step is skipped. */
  skip(step: Step, why: string): undefined {
    this.#options.onStep({ step, state: 'skipped', why });
    return undefined;
  }

  #failure(step: Step, error: unknown, { unknown }: StepEffects): ProvisioningError {
    const { onStep, connection, signal } = this.#options;
    const cause = signal.aborted ? new GivenUpError('interrupted') : error;
    const failure =
      error instanceof ProvisioningError
        ? error
        : new ProvisioningError({
            step,
            ...explainFailedStep(step, cause, connection),
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
