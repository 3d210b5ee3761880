import { readTrace, type PlugModel } from '../../simulator/index.ts';
import type { JsonObject } from '../../src/protocol/decode.ts';

/** What a plug of a test is. */
export interface ModelOptions {
  readonly type?: string;
  /** Its first digit is the generation, which decides on the dialect. */
  readonly hardwareVersion?: string;
  readonly firmwareVersion?: string;
  readonly uuid?: string;
  readonly key?: string;
  /** 0 alone is the relay of a plug; of three and more, 0 is the master of a strip. */
  readonly channels?: readonly number[];
  /** Whether its relays are on at the start; default false. */
  readonly isOn?: boolean;
  /** Without `Appliance.`; System.All and System.Ability are always there. */
  readonly abilities?: readonly string[];
  /** Whether System.All lists its timers and auto-off rules, which an mss305 8.3.15 does not; default true. */
  readonly listsRules?: boolean;
  /** Payloads of further namespaces, without `Appliance.`, as if they had been recorded. */
  readonly state?: Readonly<Record<string, JsonObject>>;
}

/** A model whose recording the test may still change: namespace → the payload of its GETACK. */
export interface TestModel extends PlugModel {
  readonly state: Map<string, JsonObject>;
}

/** Builds a model as the simulator reads one from a trace. */
export function testModel(options: ModelOptions): TestModel {
  const { type = 'mss310', hardwareVersion = '2.0.0', firmwareVersion = '2.1.17' } = options;
  const { uuid = '24010100000000000034fa4e48e1e901', key = 'the key of the plug' } = options;
  const { channels = [0], isOn = false, abilities = ['Control.ToggleX'], state = {} } = options;
  const { listsRules = true } = options;
  const macAddress = (uuid.slice(-12).match(/../g) ?? []).join(':');
  const hardware = { type, version: hardwareVersion, uuid, macAddress };
  const firmware = { version: firmwareVersion, innerIp: '' };
  const time = { timestamp: 0, timezone: '', timeRule: [] };
  const togglex = channels.map(channel => ({ channel, onoff: isOn ? 1 : 0, lmTime: 0 }));
  const rules = {
    ...(listsRules && abilities.includes('Control.TriggerX') && { triggerx: [] }),
    ...(listsRules && abilities.includes('Control.TimerX') && { timerx: [] }),
  };
  const model = readTrace({
    format: 'meross-trace/1',
    device: { type, hardwareVersion, firmwareVersion, uuid, key, channels },
    state: {
      'Appliance.System.Ability': { ability: Object.fromEntries(abilitiesOf(abilities)) },
      'Appliance.System.All': { all: { system: { hardware, firmware, time }, digest: { togglex, ...rules } } },
      ...Object.fromEntries(Object.entries(state).map(([name, payload]) => [`Appliance.${name}`, payload])),
    },
  });
  return { ...model, state: new Map(model.state) };
}

/** An ability list: System.All, System.Ability, and these. */
export function abilitiesOf(names: readonly string[]): ReadonlyMap<string, JsonObject> {
  return new Map(['System.All', 'System.Ability', ...names].map(name => [`Appliance.${name}`, {}]));
}
