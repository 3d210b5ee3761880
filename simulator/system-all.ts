import { type JsonObject, listAt, objectAt } from './json.ts';

const all = 'Appliance.System.All';

/**
 * Adds System.All to a state that was recorded without it, in the shape of the plug's generation, from Hardware and
 * Firmware where these are recorded and from `device` where not. Every relay is off.
 *
 * For: mss310 6.1.8, whose author published single payloads only.
 */
export function withSystemAll(
  device: JsonObject,
  state: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, JsonObject> {
  if (state.has(all)) return state;
  const hardware = {
    type: device['type'],
    subType: device['subType'],
    version: device['hardwareVersion'],
    chipType: device['chipType'],
    uuid: device['uuid'],
    macAddress: device['macAddress'],
  };
  const firmware = {
    version: device['firmwareVersion'],
    compileTime: '2021/04/07-16:08:36',
    wifiMac: '02:00:5e:00:53:01',
    innerIp: '192.0.2.10',
    server: 'mqtt-main.example.invalid',
    port: 443,
    userId: 1234567,
  };
  const time = {
    timestamp: 0,
    timezone: 'Europe/Berlin',
    timeRule: [
      [1729990800, 3600, 0],
      [1743296400, 7200, 1],
    ],
  };
  const togglex = listAt(device, 'channels').map(channel => ({ channel, onoff: 0, lmTime: 0 }));
  const switched =
    device['toggleNamespace'] === 'Appliance.Control.Toggle'
      ? { control: { toggle: { onoff: 0, lmTime: 0 }, trigger: [], timer: [] } }
      : { digest: { togglex, triggerx: [], timerx: [] } };
  const payload = {
    all: {
      system: {
        hardware: { ...hardware, ...objectAt(state.get('Appliance.System.Hardware') ?? {}, 'hardware') },
        firmware: { ...firmware, ...objectAt(state.get('Appliance.System.Firmware') ?? {}, 'firmware') },
        time,
        online: { status: 1 },
      },
      ...switched,
    },
  };
  return new Map([...state, [all, payload]]);
}
