// The floor: an Outlet whose write is one signed POST by node:http. It reads nothing, and checks nothing.
import { outletsOf } from '../accessories.js';
import { signedPost } from '../signed-post.js';

class Floor {
  #restored = new Map();

  constructor(_log, config, api) {
    const { On } = api.hap.Characteristic;
    api.on('didFinishLaunching', () => {
      const names = { plugin: 'homebridge-bench-floor', platform: 'BenchFloor' };
      for (const { plug, channel, service } of outletsOf({ api, config, restored: this.#restored, ...names })) {
        service.getCharacteristic(On).onSet(async on => {
          const togglex = { channel, onoff: on ? 1 : 0 };
          await signedPost(plug, 'SET', 'Appliance.Control.ToggleX', { togglex });
        });
      }
    });
  }

  configureAccessory(accessory) {
    this.#restored.set(accessory.UUID, accessory);
  }
}

export default api => {
  api.registerPlatform('BenchFloor', Floor);
};
