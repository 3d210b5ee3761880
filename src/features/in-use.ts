import type { Clock } from '../clock.ts';
import type { PlugState } from '../device/state.ts';
import type { Capability } from '../homekit/capability.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import { toggle } from './toggle.ts';
import type { UsageRule } from './outlet-usage.ts';
import { UsageTracker } from './usage-tracker.ts';

/**
 * OutletInUse: whether something draws power if the plug measures power (another capability queries the watts), else
 * whether the outlet is on. Home shows it, and automations can use it as a trigger.
 */
export function inUse(rule: UsageRule, clock: Clock): Capability {
  const tracker = new UsageTracker(rule, clock);

  const updateUsage = (channel: number, state: PlugState, refresh: () => void): boolean | undefined => {
    const on = state.get('toggle', channel)?.on;
    if (on === undefined) return undefined;
    const measured = state.get('power', channel);
    if (measured?.watts !== undefined) return tracker.measured(channel, { on, watts: measured.watts }, refresh);
    const before = tracker.lastOf(channel);
    tracker.hold(channel);
    // A dead meter has no value any more, so the previous usage is dropped.
    if (measured) tracker.forget(channel);
    // Without a measurement, an outlet that is on counts as in use. That is a guess, so it is not remembered.
    return on && ((measured ? undefined : before?.isInUse) ?? true);
  };

  return {
    supports: plug => toggle.supports(plug),
    queries: () => [],
    read: () => [],
    start: (_device, signal) => {
      tracker.start(signal);
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
