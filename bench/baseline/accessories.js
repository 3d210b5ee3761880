// The HomeKit side that the floor and the common plugin share: one accessory with one Outlet for each outlet of the config.
import { lanKey } from './signed-post.js';

/** The outlets of the config block, each with its accessory: registered anew, or restored by Homebridge. */
export function outletsOf({ api, config, restored, plugin, platform }) {
  const { hap, platformAccessory } = api;
  return config.devices.flatMap(device => {
    const plug = device.encrypted ? { ...device, aesKey: lanKey(device) } : device;
    return device.channels.map(channel => {
      const name = device.channels.length === 1 ? device.name : `${device.name} ${channel}`;
      const uuid = hap.uuid.generate(`${device.uuid} ${channel}`);
      let accessory = restored.get(uuid);
      if (accessory === undefined) {
        accessory = new platformAccessory(name, uuid, hap.Categories.OUTLET);
        accessory.addService(hap.Service.Outlet, name);
        api.registerPlatformAccessories(plugin, platform, [accessory]);
      }
      return { plug, channel, service: accessory.getService(hap.Service.Outlet) };
    });
  });
}
