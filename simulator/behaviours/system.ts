import { isObject, type JsonObject, numberAt, objectAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { setAck, getAck } from '../plug-message.ts';
import type { ToggleRow } from '../relays.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';

/**
 * System.All: as recorded, in the recorded order of keys, with live values filled in: relay states, triggers and timers
 * in `digest` or, on 1.x, `control`; the clock; its own uuid, MAC and address. An mss305 8.3.15 has no triggers and
 * timers in its digest.
 */
export const all: Behaviour = (core, { method }) => {
  if (method !== 'GET') return undefined;
  const recorded = core.recordedAll;
  const differs = core.nextDescriptionDiffers() ? core.faults.alternates : undefined;
  const live: Record<string, unknown> = { ...recorded, system: differs === 'firmware' ? updated(core) : system(core) };
  const triggers = core.rules.book('triggers');
  const timers = core.rules.book('timers');
  if (isObject(recorded['digest'])) {
    live['digest'] = fillIn(recorded['digest'], {
      ...(differs === 'outlets' ? { togglex: otherRows(core) } : {}),
      ...(core.relays.isAsRecorded || differs === 'outlets' ? {} : { togglex: core.relays.rows() }),
      ...(core.rules.isAsRecorded('triggers') ? {} : { triggerx: triggers.digest() }),
      ...(core.rules.isAsRecorded('timers') ? {} : { timerx: timers.digest() }),
    });
  }
  if (isObject(recorded['control'])) {
    const { onoff, lmTime } = core.relays.row(0);
    live['control'] = fillIn(recorded['control'], {
      ...(core.relays.isAsRecorded ? {} : { toggle: { onoff, lmTime } }),
      ...(core.rules.isAsRecorded('triggers') ? {} : { trigger: triggers.rules }),
      ...(core.rules.isAsRecorded('timers') ? {} : { timer: timers.rules }),
    });
  }
  return getAck({ all: live });
};

// Other firmware: the last number of the version is one more.
function updated(core: PlugCore): JsonObject {
  const now = system(core);
  const firmware = objectAt(now, 'firmware');
  const version = core.firmware.firmwareVersion.replace(/\d+$/, last => String(Number(last) + 1));
  return { ...now, firmware: { ...firmware, version } };
}

function otherRows({ relays }: PlugCore): readonly ToggleRow[] {
  const rows = relays.rows();
  return rows.length > 1 ? rows.slice(0, -1) : [...rows, { channel: 1, onoff: 0, lmTime: 0 }];
}

// Only the live values that the recording contains too.
function fillIn(recorded: JsonObject, alive: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(recorded).map(([key, value]) => [key, alive[key] ?? value]));
}

/** System.Ability: the present abilities of the plug, each with its parameters. */
export const ability: Behaviour = (core, { method, namespace }) => {
  if (method !== 'GET') return undefined;
  return getAck({ ...core.model.state.get(namespace), ability: Object.fromEntries(core.abilities) });
};

/** Hardware, Firmware, Online: exactly the matching part of System.All. */
export function systemPart(part: 'hardware' | 'firmware' | 'online'): Behaviour {
  return (core, { method }) => (method === 'GET' ? getAck({ [part]: system(core)[part] }) : undefined);
}

/** System.Time: GET as in System.All; SET stores timezone and rules, and sets the clock if it has a timestamp. */
export const time: Behaviour = (core, request) => {
  if (request.method === 'GET') return getAck({ time: system(core)['time'] });
  if (request.method !== 'SET' || !hasOnlyKey(request, 'time')) return undefined;
  const wanted = request.payload['time'];
  if (!isObject(wanted)) return undefined;
  core.meter.settle();
  core.time = { ...core.time, ...wanted };
  const timestamp = numberAt(wanted, 'timestamp');
  if (timestamp !== undefined) core.clock.set(timestamp);
  core.rules.timeChanged();
  return setAck;
};

/** System.Runtime: as recorded; without a recording, only `signal` in per cent, as generations 1 and 2 reply. */
export const runtime: Behaviour = (core, { method, namespace }) => {
  if (method !== 'GET') return undefined;
  return getAck(core.model.state.get(namespace) ?? { runtime: { signal: 100 } });
};

/** System.DNDMode: with mode 1, the status light is off. */
export const dndMode: Behaviour = (core, request) => {
  if (request.method === 'GET') {
    const recorded = core.model.state.get(request.namespace) ?? {};
    const mode = core.dndMode === undefined ? {} : { mode: core.dndMode };
    return getAck({ ...recorded, DNDMode: { ...objectAt(recorded, 'DNDMode'), ...mode } });
  }
  if (request.method !== 'SET' || !hasOnlyKey(request, 'DNDMode')) return undefined;
  const mode = objectAt(request.payload, 'DNDMode')['mode'];
  if (mode !== 0 && mode !== 1) return undefined;
  core.dndMode = mode;
  return setAck;
};

/** System.Debug: as recorded, with its own address, time and uptime; refused if nothing is recorded. */
export const debug: Behaviour = (core, { method, namespace }) => {
  const recorded = core.model.state.get(namespace);
  if (method !== 'GET' || recorded === undefined) return undefined;
  const parts = objectAt(recorded, 'debug');
  const { seconds, upSeconds } = core.clock;
  const offset = core.meter.offsetAt(seconds);
  const hours = Math.floor(upSeconds / 3600);
  const minutes = Math.floor(upSeconds / 60) % 60;
  const alive = {
    version: core.firmware.firmwareVersion,
    sysUpTime: `${String(hours)}h${String(minutes)}m${String(upSeconds % 60)}s`,
    UTC: seconds,
    localTimeOffset: offset,
    localTime: asctime(seconds + offset),
  };
  const recordedCloud = objectAt(parts, 'cloud');
  const cloud = { ...recordedCloud, ...cloudOf(core, recordedCloud) };
  return getAck({
    ...recorded,
    debug: fillIn(parts, {
      system: fillIn(objectAt(parts, 'system'), alive),
      network: fillIn(objectAt(parts, 'network'), { innerIp: core.address }),
      cloud,
    }),
  });
};

// The brokers that were set; as recorded if none was.
function cloudOf({ account: { gateway, userId }, onlineStatus }: PlugCore, recorded: JsonObject): JsonObject {
  if (gateway === undefined) return {};
  const { host, port, secondHost = '', secondPort = 0 } = gateway;
  return {
    ...('linkStatus' in recorded ? { linkStatus: onlineStatus === 1 ? 'connected' : 'disconnected' } : {}),
    activeServer: host,
    mainServer: host,
    mainPort: port,
    secondServer: secondHost,
    secondPort,
    userId: Number(userId),
  };
}

// An mss305 8.3.15 names no second broker here, older firmware does.
function firmwareOf({ account: { gateway, userId } }: PlugCore, recorded: JsonObject): JsonObject {
  if (gateway === undefined) return {};
  const { host, port, secondHost = '', secondPort = 0 } = gateway;
  const second = 'secondServer' in recorded ? { secondServer: secondHost, secondPort } : {};
  return { server: host, port, ...second, userId: Number(userId) };
}

/** `system` of System.All, with live values. */
export function system(core: PlugCore): JsonObject {
  const recorded = objectAt(core.recordedAll, 'system');
  const { uuid, macAddress, onlineStatus } = core;
  const firmware = objectAt(recorded, 'firmware');
  const live = {
    version: core.firmware.firmwareVersion,
    innerIp: core.address,
  };
  return {
    ...recorded,
    hardware: { ...objectAt(recorded, 'hardware'), uuid, macAddress },
    firmware: { ...fillIn(firmware, live), ...firmwareOf(core, firmware) },
    time: { ...core.time, timestamp: core.clock.seconds },
    ...(onlineStatus === undefined ? {} : { online: { ...objectAt(recorded, 'online'), status: onlineStatus } }),
  };
}

// "Sun Mar 10 13:19:09 2024"
function asctime(localSeconds: number): string {
  const [day, date, month, year, clock] = new Date(localSeconds * 1000).toUTCString().replace(',', '').split(' ');
  return [day, month, date, clock, year].join(' ');
}
