import { useCallback, useRef, useState } from 'preact/hooks';
import type { Failure, PlugTarget, SeenPlug } from '../api.ts';
import { entryOf, LONGEST_NAME, withEntry, withOptions, withoutEntry, type ConfigBlock } from './config-block.ts';
import type { PageConfig } from './use-config.ts';
import type { ViewedPlugs } from './use-plug-views.ts';

/** A plug that the config did not have when it was found. */
export interface FreshPlug {
  readonly seen: SeenPlug;
  /** Undefined: no key is known that fits. */
  readonly key: string | undefined;
  /** Whether it turned out to have no outlet. */
  readonly isOther?: boolean;
}

/** The new plugs of this visit. They are added to the form at once, so that every Save button saves them. */
export interface FreshPlugs {
  /** By uuid. */
  readonly plugs: ReadonlyMap<string, FreshPlug>;
  /** Found plugs that the config had already. */
  readonly already: readonly SeenPlug[];
  readonly onFound: (seen: SeenPlug, keys: readonly string[]) => void;
  readonly add: (plugs: readonly FreshPlug[]) => Promise<void>;
  readonly leaveOut: (plug: FreshPlug) => Promise<void>;
  /** Tries a key, and adds the plug if it fits. */
  readonly unlock: (plug: FreshPlug, key: string) => Promise<Failure | undefined>;
}

/** How requests name a new plug. */
export const freshTarget = ({ seen, key = '' }: FreshPlug): PlugTarget => ({ host: seen.host, uuid: seen.uuid, key });

/** @param addsAll whether a found plug with a key that fits is added without being asked for: on the first visit */
export function useFreshPlugs(config: PageConfig, viewed: ViewedPlugs, addsAll: boolean): FreshPlugs {
  const [plugs, setPlugs] = useState<ReadonlyMap<string, FreshPlug>>(new Map());
  const [already, setAlready] = useState<readonly SeenPlug[]>([]);
  /** Entries that were taken out again, with the names that the user had written. */
  const leftOut = useRef(new Map<string, ConfigBlock>());
  const latest = useRef({ block: config.block, plugs });
  latest.current = { block: config.block, plugs };
  const { change } = config;
  const { examine } = viewed;

  // Adds to what is known, because a search and a reply may report the same plug before the page is drawn again.
  const put = useCallback(
    (plug: FreshPlug) =>
      setPlugs(old => {
        const before = old.get(plug.seen.uuid);
        return new Map(old).set(plug.seen.uuid, { ...before, ...plug, seen: { ...before?.seen, ...plug.seen } });
      }),
    [],
  );

  const add = useCallback(
    (added: readonly FreshPlug[]) =>
      change(block =>
        added.reduce(
          (all, { seen, key = '' }) =>
            entryOf(all, seen) === undefined
              ? withEntry(all, leftOut.current.get(seen.uuid) ?? entryFor(seen), key)
              : all,
          block,
        ),
      ),
    [change],
  );

  const leaveOut = useCallback(
    ({ seen }: FreshPlug) =>
      change(block => {
        const entry = entryOf(block, seen);
        if (entry === undefined) return block;
        leftOut.current.set(seen.uuid, entry.raw);
        return withoutEntry(block, entry.index);
      }),
    [change],
  );

  const welcome = useCallback(
    async (plug: FreshPlug, isAdded: boolean) => {
      put(plug);
      if (isAdded) await add([plug]);
      const answer = await examine(freshTarget(plug));
      if ('failure' in answer || answer.reply.plug.isPlug) return answer;
      put({ ...plug, isOther: true });
      await leaveOut(plug);
      return answer;
    },
    [put, add, examine, leaveOut],
  );

  /** A search reports a plug again with what it has learned of it, such as its name. */
  const learn = useCallback(
    async (before: FreshPlug, seen: SeenPlug) => {
      put({ seen, key: before.key });
      const { name } = entryFor(seen);
      if (before.seen.name !== undefined || name === undefined) return;
      await change(block => {
        const entry = entryOf(block, seen);
        return entry === undefined || entry.name !== undefined ? block : withOptions(block, entry.index, { name });
      });
    },
    [put, change],
  );

  const onFound = useCallback(
    (seen: SeenPlug, keys: readonly string[]) => {
      const { block, plugs: known } = latest.current;
      const key = seen.key === 'fits' ? keys[seen.keyIndex ?? 0] : undefined;
      const before = known.get(seen.uuid);
      if (before !== undefined) {
        if (before.key !== undefined) void learn(before, seen);
        else if (key !== undefined) void welcome({ seen, key }, addsAll);
      } else if (entryOf(block, seen) !== undefined) {
        setAlready(old => [...old.filter(({ uuid }) => uuid !== seen.uuid), seen]);
      } else if (key === undefined) put({ seen, key });
      else void welcome({ seen, key }, addsAll);
    },
    [put, learn, welcome, addsAll],
  );

  const unlock = useCallback(
    async ({ seen }: FreshPlug, key: string) => {
      const answer = await examine(freshTarget({ seen, key }));
      if ('failure' in answer) return answer.failure;
      const { isPlug, model, firmwareVersion } = answer.reply.plug;
      const plug = { seen: { model, firmwareVersion, ...seen }, key, isOther: !isPlug };
      put(plug);
      if (isPlug) await add([plug]);
      return undefined;
    },
    [put, add, examine],
  );

  return { plugs, already, onFound, add, leaveOut, unlock };
}

/** What is not a default: the address, the identity, and the name that the plug has in the Meross app. */
function entryFor({ host, uuid, name = '' }: SeenPlug) {
  const clean = name.trim().slice(0, LONGEST_NAME).trim();
  return { host, uuid, ...(clean === '' ? {} : { name: clean }) };
}
