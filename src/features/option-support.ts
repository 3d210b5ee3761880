import { discoveredDevice } from '../config.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { UnsupportedReason } from './feature-declaration.ts';
import { unsupportedOptions, type FeatureOption } from './index.ts';
import { meterOf } from './power.ts';

/** For each option of an entry of "devices" that depends on the plug: true, or why it has no effect on it. */
export type OptionSupport = Readonly<Record<FeatureOption, true | UnsupportedReason> & { outlets: boolean }>;

/** The options that have an effect on a plug, by its own abilities and outlets. */
export function optionSupport(plug: PlugInfo): OptionSupport {
  const device = { host: '', port: 80, uuid: plug.uuid, key: '' };
  const everything = {
    ...discoveredDevice(device, { clock: 'auto', publish: 'hap' }),
    ...{ energy: true, led: true, autoOffMinutes: 1, restartSeconds: 1, offAfter: true, energySeconds: 10 },
    appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 },
    sensor: { aboveWatts: 10, kind: 'occupancy' },
    limits: { overloadWatts: 2000, overloadSeconds: 10, standbyWatts: 5, standbyMinutes: 15 },
  } as const;
  const reasons = new Map(unsupportedOptions(everything, plug).map(({ option, reason }) => [option, reason]));
  const isMeasured = meterOf(plug) !== undefined;
  const supportOf = (option: FeatureOption): true | UnsupportedReason => reasons.get(option) ?? true;
  const ifMeasured = (option: FeatureOption): true | UnsupportedReason =>
    reasons.get(option) ?? (isMeasured ? true : 'noMeter');
  return {
    // Both have defaults, so without a meter neither is reported as unsupported.
    energy: ifMeasured('energy'),
    inUseWatts: ifMeasured('inUseWatts'),
    led: supportOf('led'),
    autoOffMinutes: supportOf('autoOffMinutes'),
    appliance: supportOf('appliance'),
    sensor: supportOf('sensor'),
    limits: supportOf('limits'),
    clock: supportOf('clock'),
    restartSeconds: supportOf('restartSeconds'),
    offAfter: supportOf('offAfter'),
    outlets: outletChannels(plug).length > 1,
  };
}
