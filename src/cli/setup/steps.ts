import type { Step } from '../../provisioning/provisioning-error.ts';
import type { OnStep, StepReport } from '../../provisioning/report.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';

const NAMES: Readonly<Record<Step, string>> = {
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

/** Said before steps that take a while. */
const PATIENCE: Readonly<Partial<Record<Step, string>>> = {
  networks: 'The plug looks for networks, which takes some ten seconds …',
  broker: 'Trying the broker as the plug would …',
  'read back': 'Asking the plug what it has now, for a minute at most …',
};

/** Nothing that people want to know: a number of abilities, and what they have just chosen. */
const QUIET: readonly Step[] = ['abilities', 'choose'];

/** How a step went, for programs. */
export interface StepData {
  readonly step: Step;
  readonly state: 'done' | 'skipped';
  readonly detail: string;
}

/** Steps as they are told. */
export interface StepTeller {
  readonly onStep: OnStep;
  /** All that are over. */
  readonly told: readonly StepData[];
}

/**
 * Tells people of each step on stderr, a line each; programs get all of them at the end.
 * @param before more to say before a step begins
 */
export function stepTeller(call: Call, before: Readonly<Partial<Record<Step, string>>> = {}): StepTeller {
  const told: StepData[] = [];
  const say = (text: string): void => {
    if (!call.json) call.note(text);
  };
  const onStep = (report: StepReport): void => {
    const { step } = report;
    const name = NAMES[step];
    if (report.state === 'begins') {
      const words = before[step] ?? PATIENCE[step];
      if (words !== undefined) say(call.paintErr('dim', words));
    }
    if (report.state === 'done') {
      told.push({ step, state: 'done', detail: report.detail });
      if (!QUIET.includes(step)) say(`${call.paintErr('green', '✓')} ${name}: ${plain(report.detail)}`);
    }
    if (report.state === 'skipped') {
      told.push({ step, state: 'skipped', detail: report.why });
      say(`${call.paintErr('yellow', '–')} ${name}: left out, for ${plain(report.why)}`);
    }
  };
  return { onStep, told };
}
