import { useCallback, useMemo, useReducer } from 'preact/hooks';
import type { PlugDetails, PlugTarget } from '../api.ts';
import type { Answer, Ask } from './asking.ts';
import { limited } from './limited.ts';
import { viewId, viewsReducer, type PlugView } from './plug-views.ts';

/** What is known of plugs, and the requests that bring it up to date. */
export interface ViewedPlugs {
  readonly of: (plug: PlugTarget) => PlugView;
  /** Queries state and watts. */
  readonly refresh: (plug: PlugTarget) => Promise<void>;
  /** Queries everything that the page shows. */
  readonly examine: (plug: PlugTarget) => Promise<Answer<{ readonly plug: PlugDetails }>>;
  readonly turn: (plug: PlugTarget, channel: number, on: boolean) => Promise<void>;
}

/** Requests at the same time; a switch waits for none of them. */
const MOST = 8;

/** The plugs as they are now. */
export function useViewedPlugs(ask: Ask): ViewedPlugs {
  const [views, dispatch] = useReducer(viewsReducer, new Map());
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
    [ask, inTurn],
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
    [ask, inTurn],
  );

  const turn = useCallback(
    async (plug: PlugTarget, channel: number, on: boolean) => {
      const id = viewId(plug);
      const answer = await ask('/switch', { ...plug, channel, on });
      if ('failure' in answer) dispatch({ kind: 'failed', id, failure: answer.failure });
      else dispatch({ kind: 'switched', id, channel, on: answer.reply.on });
    },
    [ask],
  );

  return { of: plug => views.get(viewId(plug)) ?? {}, refresh, examine, turn };
}
