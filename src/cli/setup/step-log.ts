import type { Step } from '../../setup/provisioning-error.ts';
import type { OnStep, StepReport } from '../../setup/step-report.ts';
import type { Call } from '../call.ts';
import { stepLine } from './step-line.ts';

/** The result of a step, for programs. */
export interface StepData {
  readonly step: Step;
  readonly state: 'done' | 'skipped';
  readonly detail: string;
}

/** Prints steps as they are reported. */
export interface StepLog {
  readonly onStep: OnStep;
  /** All finished steps. */
  readonly finished: readonly StepData[];
}

/**
 * Prints each step to stderr, a line each; with --json, nothing: programs get all steps in the result.
 * @param before text to print before a step begins
 */
export function stepLog(call: Call, before: Readonly<Partial<Record<Step, string>>> = {}): StepLog {
  const finished: StepData[] = [];
  const note = (text: string): void => {
    if (!call.json) call.note(text);
  };
  const onStep = (report: StepReport): void => {
    const { step } = report;
    if (report.state === 'done') finished.push({ step, state: 'done', detail: report.detail });
    if (report.state === 'skipped') finished.push({ step, state: 'skipped', detail: report.why });
    const text = stepLine(report, before);
    if (text === undefined) return;
    if (report.state === 'begins') note(call.paintErr('dim', text));
    if (report.state === 'done') note(`${call.paintErr('green', '✓')} ${text}`);
    if (report.state === 'skipped') note(`${call.paintErr('yellow', '–')} ${text}`);
  };
  return { onStep, finished };
}
