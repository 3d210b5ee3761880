import type { Step } from '../../setup/provisioning-error.ts';
import type { OnStep, StepReport } from '../../setup/step-report.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';

const STEP_NAMES: Readonly<Record<Step, string>> = {
  look: 'Plug',
  abilities: 'Abilities',
  networks: 'Networks',
  choose: 'Network',
  time: 'Time zone',
  key: 'Key',
  wifi: 'Wi-Fi',
  arrival: 'On the network',
  broker: 'Broker',
  'read back': 'Read back',
  'roll back': 'Rolled back',
};

/** Printed before steps that take a while. */
const WAIT_NOTES: Readonly<Partial<Record<Step, string>>> = {
  networks: 'The plug scans for networks, which takes about ten seconds …',
  broker: 'Trying the broker as the plug would …',
  'read back': 'Reading the settings of the plug back, for a minute at most …',
};

/** Steps that are of no interest to users: the number of abilities, and what they have just chosen. */
const QUIET: readonly Step[] = ['abilities', 'choose'];

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
    const name = STEP_NAMES[step];
    if (report.state === 'begins') {
      const text = before[step] ?? WAIT_NOTES[step];
      if (text !== undefined) note(call.paintErr('dim', text));
    }
    if (report.state === 'done') {
      finished.push({ step, state: 'done', detail: report.detail });
      if (!QUIET.includes(step)) note(`${call.paintErr('green', '✓')} ${name}: ${plain(report.detail)}`);
    }
    if (report.state === 'skipped') {
      finished.push({ step, state: 'skipped', detail: report.why });
      note(`${call.paintErr('yellow', '–')} ${name}: skipped, because ${plain(report.why)}`);
    }
  };
  return { onStep, finished };
}
