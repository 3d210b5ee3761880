// The simulated plugs of `npm start`: started on their ports, and controlled from the terminal.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root, StepError } from './run.mjs';

/** Watts of a lamp, and of the appliances on a strip; `load` changes them. */
const FIRST_LOADS = [9, 40];

/** Starts the plugs of simulated-plugs.json in this process; none for an empty list. */
export async function startPlugs(list, config) {
  if (list.length === 0) return [];
  const file = pathToFileURL(join(root, 'dist', 'simulator', 'index.js')).href;
  const { loadModel, SimulatedPlug, withRecentEnergy } = await import(file);
  const plugs = [];
  for (const { model, host, uuid, key } of list) {
    const port = Number(host.split(':').at(-1));
    const plug = new SimulatedPlug({ model: withRecentEnergy(await loadModel(model), Date.now()), port, uuid, key });
    try {
      await plug.start();
    } catch (error) {
      await Promise.all(plugs.map(one => one.close()));
      const busy = error.code === 'EADDRINUSE';
      throw new StepError(
        busy
          ? `Port ${port} of the simulated ${model} is in use by another program. Is this plugin already running?`
          : `The simulated ${model} did not start on ${host}: ${error.message}`,
      );
    }
    for (const channel of channelsOf(plug)) plug.setLoad(FIRST_LOADS[plugs.length] ?? 0, channel);
    plugs.push(Object.assign(plug, { label: nameOf(config, host) ?? model }));
  }
  return plugs;
}

function nameOf(config, host) {
  const devices = (config.platforms ?? []).flatMap(block => block.devices ?? []);
  return devices.find(device => device.host === host)?.name;
}

/** The outlets of a plug. Of several channels, channel 0 is the master button. */
const channelsOf = ({ model: { channels } }) => (channels.length > 1 ? channels.filter(one => one !== 0) : channels);

export function plugList(plugs) {
  const lines = plugs.map((plug, at) => `  ${at + 1}  ${plug.label} (${plug.model.type}) at ${plug.host}`);
  return [
    '',
    'Simulated plugs:',
    ...lines,
    'Type 1 to press the button of plug 1, 2.3 for outlet 3 of plug 2, help for more. Ctrl-C ends everything.',
    '',
  ].join('\n');
}

const HELP = `  1 · press 1       press the button of plug 1 (2.3: of outlet 3 of plug 2)
  unplug 1          unplug plug 1
  plug 1            plug it in again
  load 1 60         connect a load of 60 W to it
  state             show which outlets are on
  help              show this text`;

/** Runs the commands that are typed at the terminal. A missing or closed terminal does not end the session. */
export function listenToKeyboard(plugs) {
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stdin.on('error', () => undefined); // the terminal is gone
  let turn = Promise.resolve();
  lines.on('line', line => {
    turn = turn.then(async () => {
      const answer = await runCommand(line.trim().toLowerCase(), plugs).catch(error => error.message);
      if (answer) console.log(answer);
    });
  });
  return () => {
    lines.close();
    process.stdin.destroy();
  };
}

/** Runs one line; returns what the terminal shows. */
async function runCommand(line, plugs) {
  const match =
    /^(?:(?<verb>[a-z]+)\s*)?(?:(?<number>\d+)(?:\.(?<outlet>\d+))?)?(?:\s+(?<watts>\d+(?:\.\d+)?)\s*w?)?$/.exec(line);
  const { verb = 'press', number, outlet, watts } = match?.groups ?? { verb: 'unknown' };
  if (line === '') return '';
  if (verb === 'help' || verb === 'state') return verb === 'help' ? HELP : plugs.map(stateOf).join('\n');
  const plug = plugs[Number(number) - 1];
  if (!VERBS.has(verb)) return `Unknown command "${line}". Commands:\n${HELP}`;
  if (plug === undefined) return `There is no such plug; choose ${plugs.length === 1 ? '1' : `1 to ${plugs.length}`}.`;
  const channel = outlet === undefined ? channelsOf(plug)[0] : Number(outlet);
  const answer = await VERBS.get(verb)(plug, channel, watts);
  return answer ?? stateOf(plug, plugs.indexOf(plug));
}

const VERBS = new Map([
  ['press', (plug, channel) => plug.press(channel)],
  ['unplug', plug => plug.unplug().then(() => void (plug.pulled = true))],
  ['plug', plug => plug.plugIn().then(() => void (plug.pulled = false))],
  [
    'load',
    (plug, channel, watts) => {
      if (watts === undefined) throw new Error('Give the power in watts, for example: load 1 60');
      plug.setLoad(Number(watts), channel);
      return `  It draws ${watts} W while it is on.`;
    },
  ],
]);

function stateOf(plug, at) {
  const all = channelsOf(plug);
  const states = all.map(channel => `${all.length > 1 ? `${channel} ` : ''}${plug.isOn(channel) ? 'on' : 'off'}`);
  return `  ${at + 1}  ${plug.label}: ${plug.pulled ? 'unplugged' : states.join(', ')}`;
}
