import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Reading } from '../device/reading.ts';
import type { Capability } from '../homekit/capability.ts';
import { eveCharacteristics } from '../homekit/eve.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';
import * as electricityx from '../protocol/namespaces/electricityx.ts';
import type { Declaration } from './declaration.ts';

/** About what the meter of one outlet adds to the answer of a plug that has several. */
const BYTES_PER_OUTLET = 110;

/**
 * Which question tells the watts. `Electricity` speaks of a plug's only meter, so it is asked where there is one socket;
 * no strip is known to list it. `ElectricityX` speaks of each outlet.
 */
export function meterOf(plug: PlugInfo): typeof electricity.NAMESPACE | typeof electricityx.NAMESPACE | undefined {
  const isSingle = outletChannels(plug).length === 1;
  if (isSingle && electricity.NAMESPACE in plug.abilities) return electricity.NAMESPACE;
  return electricityx.NAMESPACE in plug.abilities ? electricityx.NAMESPACE : undefined;
}

/** Watts, volts and amperes of each outlet that has a meter. */
export function power(everySeconds: number): Capability {
  return {
    supports: plug => meterOf(plug) !== undefined,

    queries: plug => [
      meterOf(plug) === electricity.NAMESPACE
        ? { request: electricity.get(0), every: everySeconds, replyBytes: 155 }
        : { request: electricityx.get(), every: everySeconds, replyBytes: BYTES_PER_OUTLET * plug.channels.length },
    ],

    read({ header, payload }) {
      if (header.namespace === electricity.NAMESPACE) return electricity.parse(payload).map(reading);
      if (header.namespace === electricityx.NAMESPACE) return electricityx.parse(payload).map(reading);
      return [];
    },

    bind(outlet) {
      const { channel } = outlet;
      // The master of a strip has no socket, and no meter.
      if (!outletChannels(outlet.plug).includes(channel)) return;
      const { Watts, Volts, Amperes } = eveCharacteristics(outlet.hap);
      outlet.show(Watts, state => shown(state.get('power', channel)?.watts, MOST.watts));
      outlet.show(Volts, state => shown(state.get('power', channel)?.volts, MOST.volts));
      outlet.show(Amperes, state => shown(state.get('power', channel)?.amperes, MOST.amperes));
    },
  };
}

export const feature = {
  option: 'energy',
  create: ({ energy, energySeconds }) => (energy ? power(energySeconds) : undefined),
  // It is on by default, so a plug without a meter is no surprise.
  obstacle: () => undefined,
} satisfies Declaration;

/** What Eve's characteristics can show; more is a misreading, e.g. 4294967 W for -1 mW. */
const MOST = { watts: 12_000, volts: 380, amperes: 48 };

/** HAP warns of values out of range. What flows back (some meters tell it, below zero) is shown as nothing. */
const shown = (value: number | undefined, most: number): number | undefined =>
  value === undefined || value > most ? undefined : Math.max(0, value);

const reading = ({ channel, watts, volts, amperes }: electricity.Electricity): Reading => ({
  kind: 'power',
  channel,
  watts,
  volts,
  amperes,
});
