import type { Clock } from '../clock.ts';
import type { PlugState } from '../device/state.ts';
import type { Capability } from '../homekit/capability.ts';
import { Alarms } from './alarms.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import { toggle } from './toggle.ts';
import { NOT_IN_USE, nextUsage, type Usage, type UsageRule } from './outlet-usage.ts';

/**
 * OutletInUse: whether something draws power if the plug measures power (another capability queries the watts), else
 * whether the outlet is on. Home shows it, and automations can use it as a trigger.
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
      // A dead meter has no value any more, so the previous usage is dropped.
      if (measured) usages.delete(channel);
      // Without a measurement, an outlet that is on counts as in use. That is a guess, so it is not remembered.
      return on && ((measured ? undefined : before?.isInUse) ?? true);
    }
    // Power in either direction is use.
    const now = nextUsage(before ?? NOT_IN_USE, { on, watts: Math.abs(measured.watts) }, rule, clock.now());
    usages.set(channel, now);
    // While a load is low, only time changes the result, so a timer is needed. Not once the device has stopped.
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
    shows(outlet) {
      const refresh = (): void => {
        outlet.refresh();
      };
      return [{ kind: 'inUse', value: state => updateUsage(outlet.channel, state, refresh) }];
    },
  };
}

export const feature = {
  option: 'inUseWatts',
  // Long enough that two measurements have to be low.
  create: ({ inUseWatts, energySeconds }, { clock }) =>
    inUse({ aboveWatts: inUseWatts, holdMs: 1500 * energySeconds }, clock),
  // The option has a default, so a plug without a meter needs no warning.
  unsupportedReason: () => undefined,
} satisfies FeatureDeclaration;
