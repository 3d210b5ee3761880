import { system } from '../behaviours/system.ts';
import type { Announcement } from '../envelope.ts';
import type { PlugCore } from '../plug-core.ts';
import type { ToggleRow } from '../relays.ts';

/** System.Clock: asks for the time. Contains its own, which may be the seconds since power-up. */
export function clockPush({ clock }: PlugCore): Announcement {
  return push('Appliance.System.Clock', { clock: { timestamp: clock.seconds } });
}

/** System.Report; the meaning of its fields is not known. Seen: mss310 1.1.13, mss425e 2.1.2. */
export function reportPush({ clock }: PlugCore): Announcement {
  return push('Appliance.System.Report', { report: [{ type: '1', value: '0', timestamp: clock.seconds }] });
}

/** System.Time, as in the reply to a GET. */
export function timePush(core: PlugCore): Announcement {
  return push('Appliance.System.Time', { time: system(core)['time'] });
}

/** Control.ConsumptionConfig as it was recorded; undefined for a plug that does not have it. */
export function consumptionConfigPush({ model, abilities }: PlugCore): Announcement | undefined {
  const namespace = 'Appliance.Control.ConsumptionConfig';
  const payload = model.state.get(namespace);
  return payload !== undefined && abilities.has(namespace) ? push(namespace, payload) : undefined;
}

/**
 * Control.Bind: the identity of the plug. Seen: PUSH of mss310 6.1.8; as a SET, which expects a reply, of an mss315
 * 9.x.
 */
export function bind(core: PlugCore, method: 'PUSH' | 'SET'): Announcement {
  const { time, hardware, firmware } = system(core);
  const payload = { bind: { bindTime: core.clock.seconds, time, hardware, firmware } };
  const triggerSrc = method === 'SET' ? { triggerSrc: 'DevBoot' } : {};
  return { method, namespace: 'Appliance.Control.Bind', payload, ...triggerSrc };
}

/**
 * What one switching of the relays has changed. Older firmware reports one channel as an object and several as an array
 * (mss425e 2.1.2), newer always an array (mss310 6.1.8), the first has no channels (mss310 1.1.13).
 */
export function togglePush({ model, abilities }: PlugCore, rows: readonly ToggleRow[]): Announcement {
  const [first] = rows;
  if (!abilities.has('Appliance.Control.ToggleX')) {
    return push('Appliance.Control.Toggle', { toggle: { onoff: first?.onoff, lmTime: first?.lmTime } });
  }
  const alone = rows.length === 1 && model.generation < 6;
  return push('Appliance.Control.ToggleX', { togglex: alone ? first : rows });
}

function push(namespace: string, payload: Announcement['payload']): Announcement {
  return { method: 'PUSH', namespace, payload };
}
