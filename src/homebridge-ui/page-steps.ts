import { stepLine } from '../cli/setup/step-line.ts';
import { plain } from '../cli/show/plain.ts';
import type { OnStep, StepReport } from '../setup/step-report.ts';
import type { StepEvent } from './api.ts';
import type { ServerContext } from './server-context.ts';

const STATES: Readonly<Record<StepReport['state'], StepEvent['state']>> = {
  begins: 'started',
  done: 'done',
  skipped: 'note',
  failed: 'failed',
};

/** Reports the steps of a setup to the page, in the words of the command line. */
export function pageSteps({ pushEvent }: Pick<ServerContext, 'pushEvent'>): OnStep {
  return report => {
    const text = report.state === 'failed' ? plain(report.error.happened) : stepLine(report);
    if (text !== undefined) pushEvent('step', { text, state: STATES[report.state] });
  };
}
