import type { Clock } from '../clock.ts';
import { isObject } from '../protocol/decode.ts';
import type { PlugState } from '../device/state.ts';
import type { Capability, BindableService } from '../homekit/capability.ts';
import type { Notes } from '../storage/notes.ts';
import { Alarms } from './alarms.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import { IDLE, nextApplianceState, type ApplianceState, type ApplianceRule } from './appliance-state.ts';
import { hasMeter, noWattsReason } from './power.ts';

export interface ApplianceOptions {
  readonly rule: ApplianceRule;
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  /** The capability that reads the watts. */
  readonly meter: Pick<Capability, 'supports'>;
}

const NAME = 'appliance';

/**
 * "The washing machine is done": a contact sensor that is open from when the appliance has finished until it runs again. A
 * contact sensor, because Home can notify about one without an automation, and offers "opens" as a trigger.
 */
export function appliance({ rule, clock, notes, meter }: ApplianceOptions): Capability {
  const sensors = new Map<number, BindableService>();
  const alarms = new Alarms(clock);
  let applianceStates: ReadonlyMap<number, ApplianceState> = new Map();

  const updateState = (uuid: string, channel: number, state: PlugState): void => {
    const before = applianceStates.get(channel) ?? remembered(notes(uuid), channel);
    const isReachable = state.get('reachable')?.reachable === true;
    const watts = isReachable ? state.get('power', channel)?.watts : undefined;
    const now = nextApplianceState(before, watts, rule, clock.now());
    applianceStates = new Map([...applianceStates, [channel, now]]);
    const { lowSinceMs } = now;
    alarms.set(channel, lowSinceMs === undefined ? undefined : lowSinceMs + rule.finishedAfterMs - clock.now(), () => {
      updateState(uuid, channel, state);
    });
    if (now.phase === before.phase) return;
    notes(uuid).set(NAME, Object.fromEntries([...applianceStates].map(([at, { phase }]) => [at, phase])));
    sensors.get(channel)?.refresh();
  };

  return {
    supports: plug => meter.supports(plug),
    queries: () => [],
    read: () => [],

    start(device, signal) {
      const { info, state } = device;
      device.onReading(({ kind, channel }) => {
        if (kind === 'power') updateState(info.uuid, channel, state);
        if (kind === 'reachable') for (const known of sensors.keys()) updateState(info.uuid, known, state);
      });
      // The next device knows no watts at first, so the wait starts again.
      signal.addEventListener('abort', () => {
        alarms.clear();
      });
    },

    bind(outlet) {
      const { channel, plug } = outlet;
      const { ContactSensor } = outlet.hap.Service;
      const { ContactSensorState } = outlet.hap.Characteristic;
      const sensor = outlet.companionService(ContactSensor, 'finished');
      sensors.set(channel, sensor);
      sensor.show(ContactSensorState, () => {
        const { phase } = applianceStates.get(channel) ?? remembered(notes(plug.uuid), channel);
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
  unsupportedReason: (config, plug) => (config.appliance === undefined ? undefined : noWattsReason(config, plug)),
} satisfies FeatureDeclaration;

function remembered(notes: Notes, channel: number): ApplianceState {
  const phases = notes.get(NAME);
  const phase = isObject(phases) ? phases[channel] : undefined;
  return phase === 'running' || phase === 'finished' ? { ...IDLE, phase } : IDLE;
}
