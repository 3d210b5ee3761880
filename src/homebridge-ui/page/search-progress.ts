import type { Failure, FindEvent, SeenPlug } from '../api.ts';

/** How far a search is. */
export interface SearchProgress {
  readonly state: 'not started' | 'starting' | 'running' | 'done' | 'stopped' | 'failed';
  readonly keys: readonly string[];
  readonly search?: number;
  readonly asked: number;
  readonly total: number;
  readonly subnets: readonly string[];
  readonly found: readonly SeenPlug[];
  /** Events that arrived before the reply which says to which search they belong. */
  readonly early: readonly FindEvent[];
  readonly failure?: Failure;
}

export type SearchAction =
  | { readonly kind: 'starting'; readonly keys: readonly string[] }
  | { readonly kind: 'started'; readonly search: number; readonly total: number; readonly subnets: readonly string[] }
  | { readonly kind: 'event'; readonly event: FindEvent }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const FIRST_SEARCH: SearchProgress = {
  state: 'not started',
  keys: [],
  asked: 0,
  total: 0,
  subnets: [],
  found: [],
  early: [],
};

/** The progress after one more thing has happened. */
export function searchReducer(progress: SearchProgress, action: SearchAction): SearchProgress {
  switch (action.kind) {
    case 'starting':
      return { ...FIRST_SEARCH, keys: action.keys, state: 'starting' };
    case 'started': {
      const { search, total, subnets } = action;
      const begun: SearchProgress = { ...progress, state: 'running', search, total, subnets, early: [] };
      return progress.early.reduce(afterEvent, begun);
    }
    case 'event':
      if (progress.state === 'starting') return { ...progress, early: [...progress.early, action.event] };
      return afterEvent(progress, action.event);
    case 'stopped':
      return isSearching(progress) ? { ...progress, state: 'stopped' } : progress;
    case 'failed':
      return { ...progress, state: 'failed', failure: action.failure };
  }
}

export const isSearching = ({ state }: SearchProgress): boolean => state === 'starting' || state === 'running';

function afterEvent(progress: SearchProgress, event: FindEvent): SearchProgress {
  if (event.search !== progress.search) return progress;
  switch (event.kind) {
    case 'progress':
      return { ...progress, asked: event.asked, total: event.total };
    case 'found':
      return { ...progress, found: withPlug(progress.found, event.plug) };
    case 'end':
      return { ...progress, state: event.reason };
  }
}

/** A plug that replies again, e.g. at a second address, replaces what was known of it. */
function withPlug(found: readonly SeenPlug[], plug: SeenPlug): readonly SeenPlug[] {
  return found.some(({ uuid }) => uuid === plug.uuid)
    ? found.map(old => (old.uuid === plug.uuid ? plug : old))
    : [...found, plug];
}
