import { discoveredDevice } from '../config.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import { unsupportedReasons, type FeatureOption } from './index.ts';
import { meterOf } from './power.ts';

/** For each option of an entry of "devices" that depends on the plug: true, or why it has no effect on it: a clause. */
export type OptionSupport = Readonly<Record<FeatureOption | 'outlets', true | string>>;

const NO_METER = 'this plug does not measure power';
const ONE_OUTLET = 'this plug has only one outlet';

/** The options that have an effect on a plug, by its own abilities and outlets. */
export function optionSupport(plug: PlugInfo): OptionSupport {
  const device = { host: '', port: 80, uuid: plug.uuid, key: '' };
  const everything = {
    ...discoveredDevice(device, { clock: 'auto' }),
    ...{ energy: true, led: true, autoOffMinutes: 1, energySeconds: 10 },
    appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 },
  };
  const reasons = unsupportedReasons(everything, plug);
  const isMeasured = meterOf(plug) !== undefined;
  const supportOf = (option: FeatureOption): true | string => reasons.get(option) ?? true;
  const ifMeasured = (option: FeatureOption): true | string => reasons.get(option) ?? (isMeasured ? true : NO_METER);
  return {
    // Both have defaults, so without a meter neither is reported as unsupported.
    energy: ifMeasured('energy'),
    inUseWatts: ifMeasured('inUseWatts'),
    led: supportOf('led'),
    autoOffMinutes: supportOf('autoOffMinutes'),
    appliance: supportOf('appliance'),
    clock: supportOf('clock'),
    outlets: outletChannels(plug).length > 1 ? true : ONE_OUTLET,
  };
}
