/** The plugins that are compared: ours, and what it is compared with. */
import { fileURLToPath } from 'node:url';
import { platformConfig } from '../../test/support/simulated-home.ts';
import type { StartedPlug } from './plug-messages.ts';

export interface Subject {
  readonly name: string;
  /** The folder of the plugin; the repository if not given. */
  readonly plugin?: string;
  /** Its block in config.json. */
  platform(plugs: readonly StartedPlug[], options?: object): object;
}

const folder = (name: string): string => fileURLToPath(new URL(`../baseline/${name}`, import.meta.url));

const nameOf = (at: number): string => `Plug ${at + 1}`;
const named = (plugs: readonly StartedPlug[]): readonly object[] =>
  plugs.map((plug, at) => ({ ...plug, name: nameOf(at) }));

export const OURS: Subject = {
  name: 'ours',
  platform: (plugs, options) =>
    platformConfig(
      plugs.map(({ host, key }, at) => ({ host, key, name: nameOf(at) })),
      options,
    ),
};

export const EMPTY: Subject = {
  name: 'empty',
  plugin: folder('empty'),
  platform: () => ({ platform: 'BenchEmpty', name: 'Empty' }),
};

export const FLOOR: Subject = {
  name: 'floor',
  plugin: folder('floor'),
  platform: plugs => ({ platform: 'BenchFloor', name: 'Floor', devices: named(plugs) }),
};

export const COMMON: Subject = {
  name: 'common',
  plugin: folder('common'),
  platform: (plugs, options) => ({ platform: 'BenchCommon', name: 'Common', devices: named(plugs), ...options }),
};

/** The same with one queue for all plugs, instead of one for each outlet. */
export const COMMON_ONE_QUEUE: Subject = {
  ...COMMON,
  name: 'common, one queue',
  platform: (plugs, options) => COMMON.platform(plugs, { ...options, queue: 'shared' }),
};
