import type { Clock } from '../clock.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Reading } from '../device/reading.ts';
import type { Capability } from '../homekit/capability.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';
import { Alarms } from './alarms.ts';
import type { FeatureConfig, FeatureDeclaration, UnsupportedReason } from './feature-declaration.ts';
import { meteringOf, readMeasurements, type Measurement, type Metering } from './metering.ts';

/** About how many bytes each outlet adds to the reply. */
const BYTES_PER_OUTLET = 110;

/** Watts become unknown if they are not read again for this many periods, and at least this many seconds. */
const STALE = { periods: 3, leastSeconds: 60 };

export interface PowerOptions {
  readonly everySeconds: number;
  readonly clock: Clock;
  /** Whether to include a meter that measures all outlets of a strip together. HomeKit cannot show it. */
  readonly includesSharedMeter?: boolean;
}

/** The namespace that reports the watts of each outlet; undefined if none does. */
export function meterOf(plug: PlugInfo): Metering['namespace'] | undefined {
  const metering = meteringOf(plug);
  return metering?.scope === 'the outlet' || metering?.scope === 'each outlet' ? metering.namespace : undefined;
}

/** Whether the watts of each outlet are known. */
export const hasMeter = (plug: PlugInfo): boolean => meterOf(plug) !== undefined;

/** Why an option that needs the watts of each outlet has no effect; undefined if it has one. */
export function noWattsReason(
  { energy }: Pick<FeatureConfig, 'energy'>,
  plug: PlugInfo,
): UnsupportedReason | undefined {
  if (!hasMeter(plug)) return 'noMeter';
  return energy ? undefined : 'energyIsOff';
}

/** Watts, volts and amperes of each outlet that has a meter. */
export function power({ everySeconds, clock, includesSharedMeter = false }: PowerOptions): Capability {
  const staleMs = 1000 * Math.max(STALE.leastSeconds, STALE.periods * everySeconds);
  return {
    supports: plug => hasMeter(plug) || (includesSharedMeter && meteringOf(plug) !== undefined),

    queries(plug) {
      const metering = meteringOf(plug);
      if (metering === undefined) return [];
      const isOne = metering.namespace === electricity.NAMESPACE;
      const replyBytes = isOne ? 155 : BYTES_PER_OUTLET * plug.channels.length;
      return [{ request: metering.request, every: everySeconds, replyBytes }];
    },

    read: message => readMeasurements(message).map(reading),

    start(device, signal) {
      const alarms = new Alarms(clock);
      device.onRead(({ kind, channel, ...measured }) => {
        if (kind !== 'power') return;
        const isMeasured = 'watts' in measured && measured.watts !== undefined;
        alarms.set(channel, isMeasured ? staleMs : undefined, () => device.applyReadings([noMeasurement(channel)]));
      });
      signal.addEventListener('abort', () => {
        alarms.clear();
      });
    },

    shows({ plug, channel }) {
      // The master channel of a strip has no outlet and no meter.
      if (!outletChannels(plug).includes(channel)) return [];
      return [
        { kind: 'power', value: state => state.get('power', channel)?.watts },
        { kind: 'voltage', value: state => state.get('power', channel)?.volts },
        { kind: 'current', value: state => state.get('power', channel)?.amperes },
      ];
    },
  };
}

export const feature = {
  option: 'energy',
  create: ({ energy, energySeconds }, { clock }) =>
    energy ? power({ everySeconds: energySeconds, clock }) : undefined,
  // It is on by default, so a plug without a meter needs no warning.
  unsupportedReason: ({ energy }, plug) =>
    energy && meteringOf(plug)?.scope === 'all outlets together' ? 'sharedMeter' : undefined,
} satisfies FeatureDeclaration;

const reading = ({ channel, watts, volts, amperes }: Measurement): Reading => ({
  kind: 'power',
  channel,
  watts,
  volts,
  amperes,
});

const noMeasurement = (channel: number): Reading =>
  reading({ channel, watts: undefined, volts: undefined, amperes: undefined });
