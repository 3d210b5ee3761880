import type { CharacteristicValue, HAP } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import { outletChannels } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';
import type { Capability, CharacteristicType, ServiceType } from '../homekit/capability.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import type { UsageRule } from './outlet-usage.ts';
import { hasMeter, noWattsReason } from './power.ts';
import { UsageTracker } from './usage-tracker.ts';

export type SensorKind = NonNullable<DeviceConfig['sensor']>['kind'];

export interface SensorOptions {
  readonly kind: SensorKind;
  readonly rule: UsageRule;
  readonly clock: Clock;
  /** The capability that reads the watts. */
  readonly meter: Pick<Capability, 'supports'>;
}

/** The end of its name, and of the subtype of its service. */
const LABEL = 'in use';

/**
 * A sensor that is active while an outlet draws more than some watts: "the TV is in use". It follows the power in both
 * directions, unlike the contact of an appliance, which waits until the appliance has finished. While the watts are not
 * known, the sensor is not either.
 */
export function sensor({ kind, rule, clock, meter }: SensorOptions): Capability {
  const tracker = new UsageTracker(rule, clock);

  const updateUsage = (channel: number, state: PlugState, refresh: () => void): boolean | undefined => {
    const on = state.get('toggle', channel)?.on;
    const watts = state.get('power', channel)?.watts;
    // An outlet that is off draws nothing, whatever was measured last.
    if (on !== undefined && (!on || watts !== undefined))
      return tracker.measured(channel, { on, watts: watts ?? 0 }, refresh);
    // The load may draw power meanwhile.
    tracker.pause(channel);
    return undefined;
  };

  return {
    supports: plug => meter.supports(plug),
    queries: () => [],
    read: () => [],
    start: (_device, signal) => {
      tracker.start(signal);
    },

    bind(outlet) {
      const { plug, channel } = outlet;
      // The master channel of a strip has no outlet and no meter.
      if (!outletChannels(plug).includes(channel)) return;
      const { service, characteristic, inUse, notInUse } = inHomeKit(kind, outlet.hap);
      const companion = outlet.companionService(service, LABEL);
      const refresh = (): void => {
        companion.refresh();
      };
      companion.show(characteristic, state => {
        const isInUse = updateUsage(channel, state, refresh);
        return isInUse === undefined ? undefined : isInUse ? inUse : notInUse;
      });
    },
  };
}

export const feature = {
  option: 'sensor',
  create: (config, { clock }) => {
    if (!config.energy || config.sensor === undefined) return undefined;
    const { kind, aboveWatts } = config.sensor;
    // Long enough that two measurements have to be low.
    const rule = { aboveWatts, holdMs: 1500 * config.energySeconds };
    return sensor({ kind, rule, clock, meter: { supports: hasMeter } });
  },
  unsupportedReason: (config, plug) => (config.sensor === undefined ? undefined : noWattsReason(config, plug)),
} satisfies FeatureDeclaration;

/** How HomeKit shows one kind of sensor. */
interface SensorInHomeKit {
  readonly service: ServiceType;
  readonly characteristic: CharacteristicType;
  readonly inUse: CharacteristicValue;
  readonly notInUse: CharacteristicValue;
}

function inHomeKit(kind: SensorKind, { Service, Characteristic }: HAP): SensorInHomeKit {
  const { OccupancyDetected, ContactSensorState, MotionDetected } = Characteristic;
  switch (kind) {
    case 'occupancy':
      return {
        service: Service.OccupancySensor,
        characteristic: OccupancyDetected,
        inUse: OccupancyDetected.OCCUPANCY_DETECTED,
        notInUse: OccupancyDetected.OCCUPANCY_NOT_DETECTED,
      };
    // Open while in use, because Home can notify about a contact that opens.
    case 'contact':
      return {
        service: Service.ContactSensor,
        characteristic: ContactSensorState,
        inUse: ContactSensorState.CONTACT_NOT_DETECTED,
        notInUse: ContactSensorState.CONTACT_DETECTED,
      };
    case 'motion':
      return { service: Service.MotionSensor, characteristic: MotionDetected, inUse: true, notInUse: false };
  }
}
