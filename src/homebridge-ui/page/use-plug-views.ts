import { useCallback, useMemo, useReducer, useRef } from 'preact/hooks';
import type { PlugDetails, PlugTarget } from '../api.ts';
import type { Answer, Ask } from './asking.ts';
import { limited } from './limited.ts';
import { viewId, viewsReducer, type PlugView, type PlugViews, type ViewAction } from './plug-views.ts';

/** What is known of plugs, and the requests that bring it up to date. */
export interface ViewedPlugs {
  readonly of: (plug: PlugTarget) => PlugView;
  /** Queries state and watts. */
  readonly refresh: (plug: PlugTarget) => Promise<void>;
  /** Queries everything that the page shows. */
  readonly examine: (plug: PlugTarget) => Promise<Answer<{ readonly plug: PlugDetails }>>;
  readonly turn: (plug: PlugTarget, channel: number, on: boolean) => Promise<void>;
}

/** Replies that arrive within this time are shown together. */
const DRAW_AFTER_MS = 30;

/** Requests at the same time; a switch waits for none of them. */
const MOST = 8;

/** The plugs as they are now. */
export function useViewedPlugs(ask: Ask): ViewedPlugs {
  const [views, apply] = useReducer(afterAll, new Map());
  const waiting = useRef<ViewAction[]>([]);
  // With a hundred plugs, a drawing of the page for each reply would keep the browser busy.
  const dispatch = useCallback((action: ViewAction) => {
    if (waiting.current.push(action) === 1) setTimeout(() => apply(waiting.current.splice(0)), DRAW_AFTER_MS);
  }, []);
  const inTurn = useMemo(() => limited(MOST), []);

  const refresh = useCallback(
    (plug: PlugTarget) => {
      const id = viewId(plug);
      dispatch({ kind: 'asked', id });
      return inTurn(async () => {
        const answer = await ask('/state', plug);
        if ('failure' in answer) dispatch({ kind: 'failed', id, failure: answer.failure });
        else dispatch({ kind: 'state', id, ...answer.reply });
      });
    },
    [ask, inTurn, dispatch],
  );

  const examine = useCallback(
    (plug: PlugTarget) => {
      const id = viewId(plug);
      dispatch({ kind: 'asked', id });
      return inTurn(async () => {
        const answer = await ask('/plug', plug);
        if ('failure' in answer) dispatch({ kind: 'failed', id, failure: answer.failure });
        else dispatch({ kind: 'details', id, plug: answer.reply.plug });
        return answer;
      });
    },
    [ask, inTurn, dispatch],
  );

  const turn = useCallback(
    async (plug: PlugTarget, channel: number, on: boolean) => {
      const id = viewId(plug);
      const answer = await ask('/switch', { ...plug, channel, on });
      if ('failure' in answer) dispatch({ kind: 'failed', id, failure: answer.failure });
      else dispatch({ kind: 'switched', id, channel, on: answer.reply.on });
    },
    [ask, dispatch],
  );

  return { of: plug => views.get(viewId(plug)) ?? {}, refresh, examine, turn };
}

const afterAll = (views: PlugViews, actions: readonly ViewAction[]): PlugViews => actions.reduce(viewsReducer, views);
