import type { Clock } from '../clock.ts';
import { isObject } from '../protocol/decode.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';
import type { Capability, Face } from '../homekit/capability.ts';
import type { Notes } from '../storage/notes.ts';
import { Alarms } from './alarms.ts';
import type { Declaration } from './declaration.ts';
import { IDLE, machine, type Machine, type MachineRule } from './machine.ts';
import { meterOf } from './power.ts';

export interface ApplianceOptions {
  readonly rule: MachineRule;
  readonly clock: Clock;
  /** What is kept of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  /** What asks for the watts. */
  readonly meter: Pick<Capability, 'supports'>;
}

const NAME = 'appliance';

/**
 * "The washing machine is done": a contact sensor that is open from when the machine has finished until it runs again.
 * A contact, for Home can send a notification about one by itself, and takes "opens" for an automation.
 */
export function appliance({ rule, clock, notes, meter }: ApplianceOptions): Capability {
  const faces = new Map<number, Face>();
  const alarms = new Alarms(clock);
  let machines: ReadonlyMap<number, Machine> = new Map();

  const judge = (uuid: string, channel: number, state: PlugState): void => {
    const before = machines.get(channel) ?? remembered(notes(uuid), channel);
    const isThere = state.get('reachable')?.reachable === true;
    const watts = isThere ? state.get('power', channel)?.watts : undefined;
    const now = machine(before, watts, rule, clock.now());
    machines = new Map([...machines, [channel, now]]);
    const { lowSinceMs } = now;
    alarms.set(channel, lowSinceMs === undefined ? undefined : lowSinceMs + rule.finishedAfterMs - clock.now(), () => {
      judge(uuid, channel, state);
    });
    if (now.phase === before.phase) return;
    notes(uuid).set(NAME, Object.fromEntries([...machines].map(([at, { phase }]) => [at, phase])));
    faces.get(channel)?.refresh();
  };

  return {
    supports: plug => meter.supports(plug),
    queries: () => [],
    read: () => [],

    attend(device, signal) {
      const { info, state } = device;
      device.onReading(({ kind, channel }) => {
        if (kind === 'power') judge(info.uuid, channel, state);
        if (kind === 'reachable') for (const known of faces.keys()) judge(info.uuid, known, state);
      });
      // The next device knows no watts at first, so that the wait begins anew.
      signal.addEventListener('abort', () => {
        alarms.clear();
      });
    },

    bind(outlet) {
      const { channel, plug } = outlet;
      const { ContactSensor } = outlet.hap.Service;
      const { ContactSensorState } = outlet.hap.Characteristic;
      const face = outlet.beside(ContactSensor, 'finished');
      faces.set(channel, face);
      face.show(ContactSensorState, () => {
        const { phase } = machines.get(channel) ?? remembered(notes(plug.uuid), channel);
        return phase === 'finished' ? ContactSensorState.CONTACT_NOT_DETECTED : ContactSensorState.CONTACT_DETECTED;
      });
    },
  };
}

export const feature = {
  option: NAME,
  create: (config, { clock, notes }) => {
    if (!config.energy || config.appliance === undefined) return undefined;
    const { runsAboveWatts, finishedAfterMinutes } = config.appliance;
    const rule = { runsAboveWatts, finishedAfterMs: finishedAfterMinutes * 60_000 };
    return appliance({ rule, clock, notes, meter: { supports: hasMeter } });
  },
  obstacle: (config, plug) => {
    if (config.appliance === undefined) return undefined;
    if (!hasMeter(plug)) return 'this plug measures no power';
    return config.energy ? undefined : '"energy" is false';
  },
} satisfies Declaration;

const hasMeter = (plug: PlugInfo): boolean => meterOf(plug) !== undefined;

function remembered(notes: Notes, channel: number): Machine {
  const phases = notes.get(NAME);
  const phase = isObject(phases) ? phases[channel] : undefined;
  return phase === 'running' || phase === 'finished' ? { ...IDLE, phase } : IDLE;
}
