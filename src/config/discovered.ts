import * as defaults from './defaults.ts';
import type { Config, DeviceConfig } from './types.ts';

/** The settings of a plug that was found on the network: as if the user had written its address, and nothing else. */
export function discoveredDevice(
  plug: Required<Pick<DeviceConfig, 'host' | 'port' | 'uuid' | 'key'>>,
  { clock }: Pick<Config, 'clock'>,
): DeviceConfig {
  return {
    ...plug,
    path: 'the top level',
    type: defaults.DEFAULT_TYPE,
    outlets: [],
    inUseWatts: defaults.IN_USE_WATTS.default,
    energy: defaults.DEFAULT_ENERGY,
    led: defaults.DEFAULT_LED,
    locked: defaults.DEFAULT_LOCKED,
    autoOffMinutes: defaults.AUTO_OFF_MINUTES.default,
    clock,
    oldTls: defaults.DEFAULT_OLD_TLS,
  };
}
