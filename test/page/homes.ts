import type { ScenarioPlug } from './browser/scenario.ts';

/** The key of the plugs of these tests. */
export const KEY = '0123456789abcdef0123456789abcdef';
export const OTHER_KEY = 'fedcba9876543210fedcba9876543210';

/** A uuid for each number. */
export const uuidOf = (number: number): string => String(number).padStart(32, '0');

/** A lamp, a strip and a plug that was set up with another key. */
export const HOME: readonly ScenarioPlug[] = [
  { host: '192.168.1.20', uuid: uuidOf(20), key: KEY, name: 'Lamp', watts: 8.4, isOn: true },
  {
    ...{ host: '192.168.1.21', uuid: uuidOf(21), key: KEY, model: 'mss425e', outlets: 3 },
    outletNames: ['TV', 'Radio', 'Console'],
    unsupported: { energy: 'it has no meter', inUseWatts: 'it has no meter', appliance: 'it has no meter' },
  },
  { host: '192.168.1.22', uuid: uuidOf(22), key: OTHER_KEY, name: 'Fridge' },
];

/** A config with the lamp and the strip, and properties that the page does not know. */
export const SAVED = {
  platform: 'MerossLocal',
  name: 'Meross Local',
  key: KEY,
  _bridge: { username: '0E:00:00:00:00:01' },
  notKnown: 7,
  devices: [
    { host: '192.168.1.20', uuid: uuidOf(20), name: 'Lamp', _mine: 1 },
    { host: '192.168.1.21', uuid: uuidOf(21), name: 'Strip', outlets: [{ channel: 1, name: 'TV' }] },
  ],
};
