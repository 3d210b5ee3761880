import type { Failure } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { clip, usePage } from './page-tools.ts';

/** What happened, what to do about it, and a button to try again. */
export function FailureNote(props: {
  readonly failure: Failure;
  readonly onRetry?: (() => Promise<unknown>) | undefined;
}) {
  const { failure, onRetry } = props;
  const { t } = usePage();
  return (
    <div class="ml-note ml-warn" role="alert">
      <strong>{clip(failure.happened, 400)}</strong> {clip(failure.advice, 800)}
      {onRetry !== undefined && (
        <div class="mt-1">
          <ActionButton label={t.failure.retry} onPress={onRetry} />
        </div>
      )}
    </div>
  );
}
