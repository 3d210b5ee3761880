import type { Failure, OutletDetails, PlugDetails, PlugTarget } from '../api.ts';

/** What the page knows of one plug at the moment. */
export interface PlugView {
  readonly outlets?: readonly OutletDetails[];
  readonly watts?: number;
  readonly details?: PlugDetails;
  /** Why the last request failed. */
  readonly failure?: Failure;
  readonly isLoading?: boolean;
}

export type PlugViews = ReadonlyMap<string, PlugView>;

export type ViewAction =
  | { readonly kind: 'asked'; readonly id: string }
  | { readonly kind: 'state'; readonly id: string; readonly outlets: readonly OutletDetails[]; readonly watts?: number }
  | { readonly kind: 'details'; readonly id: string; readonly plug: PlugDetails }
  | { readonly kind: 'switched'; readonly id: string; readonly channel: number; readonly on: boolean }
  | { readonly kind: 'failed'; readonly id: string; readonly failure: Failure };

/** The same for entries and found plugs; another key or address is another id, so that an old failure does not stay. */
export const viewId = ({ host, uuid = '', key }: PlugTarget): string => [host, uuid.toLowerCase(), key].join('\n');

/** The views after one more reply. */
export function viewsReducer(views: PlugViews, action: ViewAction): PlugViews {
  return new Map(views).set(action.id, viewAfter(views.get(action.id) ?? {}, action));
}

function viewAfter({ failure: _, ...view }: PlugView, action: ViewAction): PlugView {
  switch (action.kind) {
    case 'asked':
      return { ...view, isLoading: true };
    case 'state': {
      const { watts: _old, ...rest } = view;
      const { outlets, watts } = action;
      return { ...rest, isLoading: false, outlets: sockets(outlets), ...(watts === undefined ? {} : { watts }) };
    }
    case 'details': {
      const { watts, outlets } = action.plug;
      const { watts: _old, ...rest } = view;
      const known = { details: action.plug, outlets: sockets(outlets), isLoading: false };
      return { ...rest, ...known, ...(watts === undefined ? {} : { watts }) };
    }
    case 'switched':
      return { ...view, outlets: (view.outlets ?? []).map(each => switched(each, action.channel, action.on)) };
    case 'failed':
      return { ...view, isLoading: false, failure: action.failure };
  }
}

const switched = (outlet: OutletDetails, channel: number, on: boolean): OutletDetails =>
  outlet.channel === channel ? { ...outlet, on } : outlet;

/** Without the master switch of a strip. */
const sockets = (outlets: readonly OutletDetails[]): readonly OutletDetails[] =>
  outlets.length > 1 ? outlets.filter(({ channel }) => channel !== 0) : outlets;
