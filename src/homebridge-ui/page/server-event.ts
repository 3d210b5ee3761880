import type { FindEvent, StepEvent } from '../api.ts';

/** What the server sent with an event; undefined if it is something else. */
export function serverEvent<Data>(event: Event, isIt: (data: unknown) => data is Data): Data | undefined {
  const data: unknown = event instanceof MessageEvent ? event.data : undefined;
  return isIt(data) ? data : undefined;
}

/** Whether it is an event of a search. */
export function isFindEvent(data: unknown): data is FindEvent {
  if (typeof data !== 'object' || data === null || !('search' in data) || !('kind' in data)) return false;
  if (data.kind === 'found') return 'plug' in data && typeof data.plug === 'object' && data.plug !== null;
  return data.kind === 'progress' || data.kind === 'end';
}

/** Whether it is a step of a set-up or re-keying. */
export function isStepEvent(data: unknown): data is StepEvent {
  return (
    typeof data === 'object' && data !== null && 'state' in data && 'text' in data && typeof data.text === 'string'
  );
}
