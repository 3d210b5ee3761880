import type { StepEvent } from '../api.ts';
import { clip, usePage } from './page-tools.ts';

const MARKS = { started: '…', done: '✓', failed: '✗', note: '·' };

/** The steps of a set-up or re-keying, as they happen. */
export function StepList({ steps }: { readonly steps: readonly StepEvent[] }) {
  const { t } = usePage();
  return (
    <ul class="list-unstyled mb-2" aria-live="polite">
      {steps.map((step, at) => (
        <li key={at} class={step.state === 'failed' ? 'ml-error' : ''}>
          <span aria-hidden="true">{MARKS[step.state]} </span>
          <span class="visually-hidden">{t.steps[step.state]} </span>
          {clip(step.text, 300)}
        </li>
      ))}
    </ul>
  );
}
