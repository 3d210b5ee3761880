import type { Step } from '../../setup/provisioning-error.ts';
import type { StepReport } from '../../setup/step-report.ts';
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

/** Shown before steps that take a while. */
const WAIT_NOTES: Readonly<Partial<Record<Step, string>>> = {
  networks: 'The plug scans for networks, which takes about ten seconds …',
  broker: 'Trying the broker as the plug would …',
  'read back': 'Reading the settings of the plug back, for a minute at most …',
};

/** Steps that are of no interest to users: the number of abilities, and what they have just chosen. */
const QUIET: readonly Step[] = ['abilities', 'choose'];

/**
 * The line about a step, for users; undefined where nothing is shown: a failure is explained elsewhere.
 * @param before text to show before a step begins
 */
export function stepLine(report: StepReport, before: Readonly<Partial<Record<Step, string>>> = {}): string | undefined {
  const { step } = report;
  switch (report.state) {
    case 'begins':
      return before[step] ?? WAIT_NOTES[step];
    case 'done':
      return QUIET.includes(step) ? undefined : `${STEP_NAMES[step]}: ${plain(report.detail)}`;
    case 'skipped':
      return `${STEP_NAMES[step]}: skipped, because ${plain(report.why)}`;
    case 'failed':
      return undefined;
  }
}
