import { outletChannels, type PlugInfo } from './plug-info.ts';

/** How users see a plug; part of its config. */
export interface Appearance {
  readonly type: 'outlet' | 'switch' | 'light';
  readonly outlets: readonly { readonly channel: number; readonly name?: string; readonly hidden: boolean }[];
  /** Called at each write, because it may be known only later. */
  readonly isLocked: () => boolean;
}

/** The channels to show: the outlets, and the master channel only if the config lists it. */
export function shownChannels(info: PlugInfo, { outlets }: Pick<Appearance, 'outlets'>): readonly number[] {
  const outletNumbers = outletChannels(info);
  const isShown = (channel: number): boolean => {
    const listed = outlets.find(outlet => outlet.channel === channel);
    return listed ? !listed.hidden : outletNumbers.includes(channel);
  };
  return info.channels.filter(isShown);
}

/** The name of a plug without a name: its model, and the end of its MAC address, e.g. `MSS310 B2C3`. */
export const defaultPlugName = ({ model, macAddress }: PlugInfo): string =>
  `${model} ${macAddress.replaceAll(':', '').slice(-4)}`.trim();
