import { outletChannels } from '../../device/plug-info.ts';
import { LockedError, UnsupportedError } from '../../errors.ts';
import type { Toggle } from '../../protocol/namespaces/togglex.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import type { OpenPlug } from './open-plug.ts';

/** One outlet of a plug. */
export interface PlugOutlet {
  readonly channel: number;
  /** Its name in the config, as written there. */
  readonly name?: string;
  readonly on: boolean;
}

/** The outlets of a plug without the master of a strip, each with its state in System.All. */
export function outletsOf({ info, all, target }: Pick<OpenPlug, 'info' | 'all' | 'target'>): readonly PlugOutlet[] {
  return outletChannels(info).map(channel => {
    const name = target.config?.outlets.find(outlet => outlet.channel === channel)?.name;
    return { channel, ...(name !== undefined && { name }), on: isOn(all.toggles, channel) };
  });
}

export function isOn(toggles: readonly Toggle[], channel: number): boolean {
  return toggles.some(toggle => toggle.channel === channel && toggle.on);
}

/** The master channel of a strip, which switches all outlets at once. */
export function masterOf({ info }: Pick<OpenPlug, 'info'>): number | undefined {
  return info.channels.includes(0) && !outletChannels(info).includes(0) ? 0 : undefined;
}

/**
 * The channels that `--outlet` names: one, the master of a strip, or both of two outlets if "all" has no master.
 * @throws {UnsupportedError} it has no outlet
 * @throws {UsageError} there are several and none is named, or no outlet has that number or name
 */
export function chosenChannels(call: Call, plug: OpenPlug): readonly number[] {
  const outlets = outletsOf(plug);
  const [first, ...others] = outlets;
  if (first === undefined) throw new UnsupportedError('it has no outlet to switch');
  const requested = call.text('outlet')?.trim();
  if (requested === undefined) {
    if (others.length === 0) return [first.channel];
    throw new UsageError(
      `${plug.target.label} has several outlets: ${listOf(outlets)}.`,
      `Choose one: ${choices(outlets)}.`,
    );
  }
  const master = masterOf(plug);
  if (requested.toLowerCase() === 'all') return master === undefined ? outlets.map(({ channel }) => channel) : [master];
  const found = outlets.find(
    ({ channel, name }) => requested === String(channel) || name?.toLowerCase() === requested.toLowerCase(),
  );
  if (found) return [found.channel];
  if (master !== undefined && requested === String(master)) return [master];
  const hint = others.length === 0 ? 'It has only one outlet: leave --outlet out.' : `Choose one: ${choices(outlets)}.`;
  throw new UsageError(`${plug.target.label} has no outlet "${plain(requested)}".`, hint);
}

/**
 * The same for a request that can have only one row.
 * @throws {UsageError} "all" for a plug without a master channel
 */
export function chosenChannel(call: Call, plug: OpenPlug): number {
  const [channel = 0, ...others] = chosenChannels(call, plug);
  if (others.length === 0) return channel;
  throw new UsageError(
    `${plug.target.label} cannot have one rule for all outlets.`,
    `Choose one: ${choices(outletsOf(plug))}.`,
  );
}

/** The name of a channel for people; empty if there is only one outlet. */
export function outletName(plug: Pick<OpenPlug, 'info' | 'all' | 'target'>, channel: number): string {
  const outlets = outletsOf(plug);
  if (masterOf(plug) === channel) return 'all outlets';
  if (outlets.length < 2) return '';
  const name = outlets.find(outlet => outlet.channel === channel)?.name;
  return name === undefined ? `outlet ${channel}` : `outlet ${channel}, ${plain(name)},`;
}

/** @throws {LockedError} the plug is locked in the config */
export function checkNotLocked({ target }: Pick<OpenPlug, 'target'>): void {
  if (target.config?.locked === true) throw new LockedError('it is locked in the config');
}

const listOf = (outlets: readonly PlugOutlet[]): string =>
  outlets.map(({ channel, name }) => (name === undefined ? String(channel) : `${channel} (${plain(name)})`)).join(', ');

const choices = (outlets: readonly PlugOutlet[]): string => `--outlet ${outlets[0]?.channel ?? 1}, … or --outlet all`;
