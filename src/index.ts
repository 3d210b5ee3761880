import type { API } from 'homebridge';
import { MerossPlatform } from './platform.ts';
import { PLATFORM_NAME } from './settings.ts';

/** Where Homebridge starts: one platform, all else hangs below it. */
export default (api: API): void => {
  api.registerPlatform(PLATFORM_NAME, MerossPlatform);
};
