import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { HomebridgeWindow } from './homebridge-window.ts';
import { comparable, NEW_BLOCK, type ConfigBlock } from './config-block.ts';

/** The config as it stands in the form, and how to change it. */
export interface PageConfig {
  readonly block: ConfigBlock;
  /** Whether config.json has it, as far as the page knows. */
  readonly isSaved: boolean;
  /**
   * Changes the block in the form; the file stays as it is. Changes run one after another, each on the block as it is
   * then, because the user may edit the form at the same time.
   */
  readonly change: (edit: (block: ConfigBlock) => ConfigBlock) => Promise<void>;
  /** Reads the block of the form again. */
  readonly reread: () => Promise<void>;
  /** Writes config.json; false: the Homebridge UI refused it, and has shown why. */
  readonly save: () => Promise<boolean>;
}

/** The plugin's config while the page is open; `first` is what it was at the start. */
export function useConfig(ui: HomebridgeWindow, first: ConfigBlock): PageConfig {
  const [block, setBlock] = useState(first);
  const [saved, setSaved] = useState(() => comparable(first));
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  useEffect(() => {
    const follow = (event: Event): void => {
      const blocks: unknown = event instanceof MessageEvent ? event.data : undefined;
      if (Array.isArray(blocks)) setBlock(firstOf(Array.from<ConfigBlock | undefined>(blocks)));
    };
    ui.addEventListener('configChanged', follow);
    return () => ui.removeEventListener('configChanged', follow);
  }, [ui]);

  const inTurn = useCallback(<T>(job: () => Promise<T>): Promise<T> => {
    const result = queue.current.then(job);
    queue.current = result.catch(() => undefined);
    return result;
  }, []);

  const change = useCallback(
    (edit: (block: ConfigBlock) => ConfigBlock) =>
      inTurn(async () => {
        const [old, ...others] = await ui.getPluginConfig();
        const next = edit(old ?? NEW_BLOCK);
        await ui.updatePluginConfig([withRemovals(old ?? {}, next), ...others]);
        setBlock(next);
      }),
    [ui, inTurn],
  );

  const reread = useCallback(
    () =>
      inTurn(async () => {
        const now = firstOf(await ui.getPluginConfig());
        setBlock(before => (JSON.stringify(before) === JSON.stringify(now) ? before : now));
      }),
    [ui, inTurn],
  );

  const save = useCallback(
    () =>
      inTurn(async () => {
        try {
          await ui.savePluginConfig();
        } catch {
          return false;
        }
        setSaved(comparable(firstOf(await ui.getPluginConfig())));
        return true;
      }),
    [ui, inTurn],
  );

  return { block, isSaved: comparable(block) === saved, change, reread, save };
}

/** The plugin's block, or a new one if there is none yet. */
export function firstOf(blocks: readonly (ConfigBlock | undefined)[]): ConfigBlock {
  return blocks[0] ?? NEW_BLOCK;
}

/** The Homebridge UI copies a block's properties over the old ones, so what is to go has to be there as undefined. */
function withRemovals(old: ConfigBlock, next: ConfigBlock): ConfigBlock {
  const gone = Object.keys(old).filter(property => !(property in next));
  return { ...next, ...Object.fromEntries(gone.map(property => [property, undefined])) };
}
