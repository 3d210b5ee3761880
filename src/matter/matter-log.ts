import type { MatterTexts } from '../texts/en/matter-log.ts';
import type { MatterProblem } from './matter-api.ts';

/** What the log says when plugs that should be published over Matter are published over HomeKit instead. */
export function matterProblemText(problem: MatterProblem, texts: MatterTexts): string {
  switch (problem.kind) {
    case 'old homebridge':
      return texts.oldHomebridge(problem);
    case 'not enabled':
      return texts.notEnabled;
    case 'refused':
      return texts.refused(problem);
  }
}
