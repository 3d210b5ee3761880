/** The process of the simulated plugs: `plug-process.ts` starts it, and it ends with its parent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadModel, SimulatedPlug, type PlugModel } from '../../simulator/index.ts';
import { testModel } from '../../test/support/test-model.ts';
import { sharedNow, type PlugCommand, type PlugSpec, type PlugState, type StartedPlug } from './plug-messages.ts';

/** A plug in a hurry to log in at its broker. */
const INTERVALS = { reconnectMs: 500, clockEveryMs: 500, bindEveryMs: 500 };

const plugs: SimulatedPlug[] = [];

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, command }: { id: number; command: PlugCommand }) => {
  carryOut(command).then(
    result => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});

async function carryOut(command: PlugCommand): Promise<unknown> {
  switch (command.kind) {
    case 'start': {
      const first = plugs.length;
      return Promise.all(command.specs.map((spec, at) => start(spec, first + at)));
    }
    case 'faults':
      for (const plug of chosen(command.plugs)) Object.assign(plug.faults, command.faults);
      return undefined;
    case 'power':
      await Promise.all(chosen(command.plugs).map(plug => (command.on ? plug.plugIn() : plug.unplug())));
      return undefined;
    case 'press': {
      const [plug] = chosen([command.plug]);
      const at = sharedNow();
      plug?.press();
      return { at, on: plug?.isOn() };
    }
    case 'slow poll': {
      const [plug] = chosen([command.plug]);
      if (plug !== undefined) await slowPoll(plug, command.delayMs);
      return undefined;
    }
    case 'states':
      return plugs.map(stateOf);
  }
}

const chosen = (list: readonly number[]): readonly SimulatedPlug[] => {
  const found = list.map(at => plugs[at]).filter(plug => plug !== undefined);
  if (found.length !== list.length) throw new Error(`there is no plug ${list.join(' or ')}`);
  return found;
};

/** No strip with five outlets was recorded. */
const strip = (type: string, outlets: number): PlugModel =>
  testModel({ type, hardwareVersion: '3.0.0', channels: Array.from({ length: outlets + 1 }, (_, channel) => channel) });

/** Returns when the plug has read a request whose reply it sends this much later. It replies to others at once. */
async function slowPoll(plug: SimulatedPlug, delayMs: number): Promise<void> {
  const { requests, faults } = plug;
  const before = requests.at(-1);
  faults.delayMs = delayMs;
  while (requests.at(-1) === before) await sleep(2);
  faults.delayMs = 0;
}

function stateOf(plug: SimulatedPlug): PlugState {
  const last = plug.requests.findLast(({ method, namespace }) => method === 'SET' && namespace.endsWith('.ToggleX'));
  return {
    on: plug.isOn(),
    requests: plug.requests.length,
    commandedAt: last === undefined ? 0 : last.at + sharedNow() - performance.now(),
    pushes: plug.mqtt.isStartUpDone,
  };
}

async function start({ model: name, faults, outlets, brokerPort, watts }: PlugSpec, at: number): Promise<StartedPlug> {
  const model = outlets === undefined ? await loadModel(name) : strip(name, outlets);
  const plug = new SimulatedPlug({
    model,
    uuid: `2401010000000000003448e1e9${(at + 1).toString(16).padStart(6, '0')}`,
    faults: faults ?? {},
    ...(brokerPort !== undefined && {
      mqtt: INTERVALS,
      gateway: { host: '127.0.0.1', port: brokerPort },
      userId: '1000',
    }),
  });
  plugs[at] = plug;
  if (watts !== undefined) plug.setLoad(watts);
  await plug.start();
  const channels = model.channels.length > 1 ? model.channels.filter(one => one !== 0) : model.channels;
  return { host: plug.host, key: plug.key, uuid: plug.uuid, channels, encrypted: model.lanEncryption };
}
