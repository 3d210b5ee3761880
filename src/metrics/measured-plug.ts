import type { MerossDevice } from '../device/device.ts';

/** A plug of the config, as the metrics see it. */
export interface MeasuredPlug {
  /** Undefined before the plug has replied for the first time. */
  readonly uuid: string | undefined;
  /** Its name in the config or in Home, else the path of its entry in the config; never its address. */
  readonly name: string;
  /** Undefined while there is no conversation with the plug. */
  readonly device: Pick<MerossDevice, 'info' | 'state' | 'roundTripMs'> | undefined;
}
