import type { API, MatterAPI } from 'homebridge';

/** The parts of Homebridge's Matter API that this plugin uses. */
export type MatterBridge = Pick<
  MatterAPI,
  | 'uuid'
  | 'deviceTypes'
  | 'status'
  | 'registerPlatformAccessories'
  | 'updatePlatformAccessories'
  | 'unregisterPlatformAccessories'
  | 'updateAccessoryState'
  | 'getAccessoryState'
>;

/** Why nothing can be published over Matter. */
export type MatterProblem =
  /** This Homebridge has no Matter, or none that measures power. */
  | { readonly kind: 'old homebridge'; readonly version: string }
  /** The user has not enabled Matter for the bridge of this plugin. */
  | { readonly kind: 'not enabled' }
  /** Homebridge's Matter server does not run, or it did not take an accessory. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The parts of Homebridge's API by which Matter is found. Homebridge 1.x has the first two only. */
type MatterHost = Pick<API, 'serverVersion' | 'versionGreaterOrEqual'> &
  Partial<Pick<API, 'isMatterAvailable' | 'isMatterEnabled'>> & { readonly matter?: MatterBridge | undefined };

/** The first version that publishes the watts of an outlet. 2.0 and 2.1 have Matter without electrical measurement. */
const FIRST_WITH_METERS = '2.2.0';

/**
 * Homebridge's Matter API, or why there is none: the only place that checks for it. Call it after `didFinishLaunching`. A
 * Matter server that could not start is not visible here; it refuses the first accessory.
 */
export function findMatter(api: MatterHost): MatterBridge | MatterProblem {
  if (api.isMatterAvailable?.() !== true || !api.versionGreaterOrEqual(FIRST_WITH_METERS)) {
    return { kind: 'old homebridge', version: api.serverVersion };
  }
  if (api.isMatterEnabled?.() !== true || api.matter === undefined) return { kind: 'not enabled' };
  return api.matter;
}
