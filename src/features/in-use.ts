import type { Clock } from '../clock.ts';
import type { PlugState } from '../device/state.ts';
import type { Capability } from '../homekit/capability.ts';
import { Alarms } from './alarms.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import { toggle } from './toggle.ts';
import { NOT_IN_USE, nextUsage, type Usage, type UsageRule } from './outlet-usage.ts';

/**
 * OutletInUse: whether something draws power, as far as the plug measures that (the watts are another capability's
 * question); else whether it is on. Home shows it, and automations can wait for it.
 */
export function inUse(rule: UsageRule, clock: Clock): Capability {
  const usages = new Map<number, Usage>();
  const alarms = new Alarms(clock);
  let runningSignal: AbortSignal | undefined;

  const updateUsage = (channel: number, state: PlugState, refresh: () => void): boolean | undefined => {
    const on = state.get('toggle', channel)?.on;
    if (on === undefined) return undefined;
    const measured = state.get('power', channel);
    const before = usages.get(channel);
    if (measured?.watts === undefined) {
      alarms.set(channel, undefined, refresh);
      // A meter that is dead says nothing any more.
      if (measured) usages.delete(channel);
      // Nothing measures, or nothing was measured yet: what is on counts as in use. That is a guess, so nothing is held by it.
      return on && ((measured ? undefined : before?.isInUse) ?? true);
    }
    // Whichever way it flows.
    const now = nextUsage(before ?? NOT_IN_USE, { on, watts: Math.abs(measured.watts) }, rule, clock.now());
    usages.set(channel, now);
    // While a load is low, time decides, and nobody else will say so. A plug that is let go of needs no alarm any more.
    const isWaiting = now.lowSinceMs !== undefined && runningSignal?.aborted === false;
    alarms.set(channel, isWaiting ? now.lowSinceMs + rule.holdMs - clock.now() : undefined, refresh);
    return now.isInUse;
  };

  return {
    supports: plug => toggle.supports(plug),
    queries: () => [],
    read: () => [],
    start(_device, signal) {
      runningSignal = signal;
      signal.addEventListener('abort', () => {
        alarms.clear();
      });
    },
    bind(outlet) {
      const { Service, Characteristic } = outlet.hap;
      // Switches and lights have no such characteristic.
      if (outlet.service.UUID !== Service.Outlet.UUID) return;
      const refresh = (): void => {
        outlet.refresh();
      };
      outlet.show(Characteristic.OutletInUse, state => updateUsage(outlet.channel, state, refresh));
    },
  };
}

export const feature = {
  option: 'inUseWatts',
  // A load is low only when two measurements have said so.
  create: ({ inUseWatts, energySeconds }, { clock }) =>
    inUse({ aboveWatts: inUseWatts, holdMs: 1500 * energySeconds }, clock),
  // It has a default, so a plug without a meter is no surprise.
  unsupportedReason: () => undefined,
} satisfies FeatureDeclaration;
