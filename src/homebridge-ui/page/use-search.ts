import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import type { Failure, SeenPlug } from '../api.ts';
import type { Ask } from './asking.ts';
import type { HomebridgeWindow } from './homebridge-window.ts';
import { isFindEvent, serverEvent } from './server-event.ts';
import { FIRST_SEARCH, searchReducer, type SearchProgress } from './search-progress.ts';

/** A search for plugs, and how to start and stop it. */
export interface PlugSearch extends SearchProgress {
  readonly start: (keys: readonly string[], subnets?: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Searches through the server of the page.
 *
 * @param onFound called for each plug of a search, again when more is known of it, with the keys of that search
 */
export function useSearch(
  ui: HomebridgeWindow,
  ask: Ask,
  onFound: (plug: SeenPlug, keys: readonly string[]) => void,
): PlugSearch {
  const [progress, dispatch] = useReducer(searchReducer, FIRST_SEARCH);
  const keysOfSearch = useRef<readonly string[]>([]);
  const reported = useRef(new Map<string, SeenPlug>());

  useEffect(() => {
    const hear = (event: Event): void => {
      const find = serverEvent(event, isFindEvent);
      if (find !== undefined) dispatch({ kind: 'event', event: find });
    };
    ui.addEventListener('find', hear);
    return () => ui.removeEventListener('find', hear);
  }, [ui]);

  useEffect(() => {
    for (const plug of progress.found) {
      if (reported.current.get(plug.uuid) === plug) continue;
      reported.current.set(plug.uuid, plug);
      onFound(plug, keysOfSearch.current);
    }
  }, [progress.found, onFound]);

  const start = useCallback(
    async (keys: readonly string[], subnets?: readonly string[]) => {
      keysOfSearch.current = keys;
      reported.current = new Map();
      dispatch({ kind: 'starting', keys });
      const answer = await ask('/find/start', subnets === undefined ? { keys } : { keys, subnets });
      dispatch('reply' in answer ? { kind: 'started', ...answer.reply } : { kind: 'failed', failure: answer.failure });
    },
    [ask],
  );

  const stop = useCallback(async () => {
    const answer = await ask('/find/stop', {});
    const failure: Failure | undefined = 'failure' in answer ? answer.failure : undefined;
    dispatch(failure === undefined ? { kind: 'stopped' } : { kind: 'failed', failure });
  }, [ask]);

  return { ...progress, start, stop };
}
