/**
 * An MSS305 (plug with meter, generation 8) as a `meross-trace/1` document. Made from documentation, not recorded: the
 * ability list, shapes and numbers are those of public notes on an mss305 8.3.15, the order of keys is that of the
 * recorded mss110 7.3.37, every identifier is made up. It is there for the demo; a recorded trace of the same name in
 * the `traces` folder replaces it.
 */
export function mss305(): unknown {
  return {
    format: 'meross-trace/1',
    id: 'mss305-8.3.15',
    device: {
      type: 'mss305',
      subType: 'eu',
      hardwareVersion: '8.0.0',
      firmwareVersion: '8.3.15',
      chipType: 'rtl8720cf',
      uuid,
      macAddress,
      key: '0123456789abcdef0123456789abcdef',
      channels: [0],
      toggleNamespace: 'Appliance.Control.ToggleX',
      lanEncryption: false,
    },
    origin: { kind: 'made from documentation', notes: ['Not recorded from a device.'] },
    state,
    exchanges: [
      { at: null, transport: 'http', request: standbyKillerPush, response: { method: 'PUSH', payload: standbyKiller } },
    ],
    pushes: [],
  };
}

const uuid = '2001010000000000001748e1e9000011';
const macAddress = '48:e1:e9:00:00:11';
const standbyKiller = { config: [{ channel: 0, power: 0, time: 300, enable: 2, alert: 2 }] };
const standbyKillerPush = { method: 'PUSH', namespace: 'Appliance.Config.StandbyKiller', payload: {} };
const config = { voltageRatio: 188, electricityRatio: 101, maxElectricityCurrent: 16000 };
const togglex = [{ channel: 0, onoff: 0, lmTime: 1739700011 }];

const ability = {
  'Appliance.Config.Key': {},
  'Appliance.Config.WifiList': {},
  'Appliance.Config.Wifi': {},
  'Appliance.Config.WifiX': {},
  'Appliance.Config.Trace': {},
  'Appliance.Config.Info': {},
  'Appliance.Config.OverTemp': {},
  'Appliance.Config.StandbyKiller': {},
  'Appliance.System.All': {},
  'Appliance.System.Hardware': {},
  'Appliance.System.Firmware': {},
  'Appliance.System.Debug': {},
  'Appliance.System.Online': {},
  'Appliance.System.Time': {},
  'Appliance.System.Clock': {},
  'Appliance.System.Ability': {},
  'Appliance.System.Runtime': {},
  'Appliance.System.Report': {},
  'Appliance.System.Position': {},
  'Appliance.System.DNDMode': {},
  'Appliance.Control.Multiple': { maxCmdNum: 3 },
  'Appliance.Control.Bind': {},
  'Appliance.Control.Unbind': {},
  'Appliance.Control.Upgrade': {},
  'Appliance.Control.OverTemp': {},
  'Appliance.Control.AlertReport': {},
  'Appliance.Control.ToggleX': {},
  'Appliance.Control.TimerX': { sunOffsetSupport: 1 },
  'Appliance.Digest.TimerX': {},
  'Appliance.Control.TriggerX': {},
  'Appliance.Digest.TriggerX': {},
  'Appliance.Control.Electricity': {},
  'Appliance.Control.ConsumptionX': {},
  'Appliance.Control.ConsumptionConfig': {},
  'Appliance.Control.ConsumptionH': {},
};

const system = {
  hardware: { type: 'mss305', subType: 'eu', version: '8.0.0', chipType: 'rtl8720cf', uuid, macAddress },
  firmware: {
    version: '8.3.15',
    compileTime: '2025/01/02-10:21:45',
    encrypt: 1,
    wifiMac: '02:00:5e:00:53:11',
    innerIp: '192.0.2.17',
    server: 'mqtt-main.example.invalid',
    port: 443,
    userId: 1234567,
  },
  time: {
    timestamp: 1739714400,
    timezone: 'Europe/Berlin',
    timeRule: berlinTimeRules(),
  },
  online: { status: 1, bindId: 'AbCdEfGhIjKlMnOp', who: 1 },
};

const state = {
  'Appliance.System.Ability': { payloadVersion: 1, ability },
  'Appliance.System.All': { all: { system, digest: { togglex } } },
  'Appliance.System.Runtime': { runtime: { signal: 100, ssid: 'TestNet', netType: 1, iotStatus: 1 } },
  'Appliance.System.Debug': debug(),
  'Appliance.System.Position': { position: { longitude: 0, latitude: 0 } },
  'Appliance.Config.Info': { info: { homekit: {} } },
  'Appliance.Config.OverTemp': { overTemp: { enable: 1, type: 1 } },
  'Appliance.Config.StandbyKiller': standbyKiller,
  'Appliance.Control.ToggleX': { channel: 4294967295, togglex },
  'Appliance.Control.Electricity': { electricity: { channel: 0, current: 0, voltage: 2326, power: 0, config } },
  'Appliance.Control.ConsumptionConfig': { config },
  'Appliance.Control.ConsumptionX': { consumptionx: days() },
  'Appliance.Control.ConsumptionH': { consumptionH: [{ channel: 0, total: 0, data: hours() }] },
};

// Twenty switches from October 2024 on, at 01:00 UTC on the last Sundays of March and October.
function berlinTimeRules(): readonly (readonly number[])[] {
  const rules = [[lastSunday(2024, 9), 3600, 0]];
  for (let year = 2025; year <= 2033; year += 1) {
    rules.push([lastSunday(year, 2), 7200, 1], [lastSunday(year, 9), 3600, 0]);
  }
  return [...rules, [lastSunday(2034, 2), 7200, 1]];
}

// Both months have 31 days.
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return last.getTime() / 1000 - last.getUTCDay() * 86_400;
}

// A slot for each day of the month, on 16 February: from the 17th on, and on the 15th, they still contain January.
function days(): readonly unknown[] {
  return Array.from({ length: 31 }, (_, slot) => {
    const day = slot + 1;
    const month = day <= 16 && day !== 15 ? 1 : 0;
    const lastUpdate = new Date(Date.UTC(2025, month, day, 22, 58, 3));
    return {
      date: lastUpdate.toISOString().slice(0, 10),
      time: lastUpdate.getTime() / 1000,
      value: 60 + ((day * 37) % 140),
    };
  });
}

// A ring of 24 points whose oldest is the ninth.
function hours(): readonly unknown[] {
  const newest = 1739714100;
  return Array.from({ length: 24 }, (_, slot) => {
    const age = (7 - slot + 24) % 24;
    return { timestamp: newest - age * 3600, value: (slot * 5) % 17 };
  });
}

function debug(): unknown {
  return {
    debug: {
      system: {
        version: '8.3.15',
        sysUpTime: '0h0m27s',
        UTC: 1739714400,
        localTimeOffset: 3600,
        localTime: 'Sun Feb 16 15:00:00 2025',
        suncalc: '7:18;17:24',
        memTotal: 163840,
        memFree: 88064,
        memMini: 79872,
      },
      network: {
        linkStatus: 'connected',
        snr: 41,
        channel: 6,
        signal: 100,
        rssi: -41,
        ssid: 'TestNet',
        gatewayMac: '02:00:5e:00:53:11',
        innerIp: '192.0.2.17',
        wifiDisconnectCount: 0,
        wifiDisconnectDetail: { totalCount: 0, detials: [] },
      },
      cloud: {
        linkStatus: 'connected',
        activeServer: 'mqtt-main.example.invalid',
        mainServer: 'mqtt-main.example.invalid',
        mainPort: 443,
        secondServer: 'mqtt-second.example.invalid',
        secondPort: 443,
        userId: 1234567,
        sysConnectTime: 'Sun Feb 16 13:59:51 2025',
        sysOnlineTime: '0h0m9s',
        sysDisconnectCount: 0,
        iotDisconnectDetail: { totalCount: 0, detials: [] },
      },
    },
  };
}
