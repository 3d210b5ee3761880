/** The process of the simulated plugs: `plug-process.ts` starts it, and it ends with its parent. */
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { sharedNow, type PlugCommand, type PlugSpec, type StartedPlug } from './plug-messages.ts';

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
    case 'requests':
      return plugs.map(plug => plug.requests.length);
  }
}

const chosen = (list: readonly number[]): readonly SimulatedPlug[] => {
  const found = list.map(at => plugs[at]).filter(plug => plug !== undefined);
  if (found.length !== list.length) throw new Error(`there is no plug ${list.join(' or ')}`);
  return found;
};

async function start({ model: name, faults, brokerPort, watts }: PlugSpec, at: number): Promise<StartedPlug> {
  const model = await loadModel(name);
  const plug = new SimulatedPlug({
    model,
    uuid: `2401010000000000003448e1e9${(at + 1).toString(16).padStart(6, '0')}`,
    faults: faults ?? {},
    ...(brokerPort !== undefined && { mqtt: true, gateway: { host: '127.0.0.1', port: brokerPort }, userId: '1000' }),
  });
  plugs[at] = plug;
  if (watts !== undefined) plug.setLoad(watts);
  await plug.start();
  const channels = model.channels.length > 1 ? model.channels.filter(one => one !== 0) : model.channels;
  return { host: plug.host, key: plug.key, uuid: plug.uuid, channels, encrypted: model.lanEncryption };
}
