// What `npm start --` takes.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root, StepError } from './run.mjs';

export const USAGE = `npm start [-- OPTIONS]    Homebridge with this plugin, and two simulated plugs to play with

  --host ADDRESS[:PORT]   a real plug instead of the simulated ones
  --key KEY               the key that plug was given; better MEROSS_KEY in the environment, which nobody else sees
  --loopback              announce and listen on this machine only
  --storage DIR           where Homebridge keeps its config and pairings (default .homebridge)
  --help                  this text

To begin afresh, with simulated plugs and a new PIN, delete the storage folder.`;

const KEY_IN_SIGHT = `A key on the command line can be read by every program on this machine, and stays in the history of the shell.
Give it with MEROSS_KEY in the environment instead. It is needed only once: from now on config.json has it.`;

/** @throws {StepError} with exit code 2 when it cannot be understood */
export function parseOptions(argv, env) {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        host: { type: 'string' },
        key: { type: 'string' },
        loopback: { type: 'boolean', default: false },
        storage: { type: 'string', default: '.homebridge' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new StepError(`${error.message.split('. ')[0]}\n\n${USAGE}`, 2);
  }
  const { host, loopback, help } = values;
  const key = values.key ?? env.MEROSS_KEY;
  if (host?.trim() === '') throw new StepError(`--host needs an address\n\n${USAGE}`, 2);
  if (host === undefined && values.key !== undefined) {
    throw new StepError(`--key goes with --host: which plug is it for?\n\n${USAGE}`, 2);
  }
  return { host: host?.trim(), key, loopback, help, storage: resolve(values.storage) };
}

/**
 * Checks what only the plugin itself can judge, so that it has to be built; nothing is written before.
 *
 * @returns what to warn of
 * @throws {StepError} with exit code 2: an address that is not of this network, which the plugin would refuse
 */
export async function checkOptions({ host, key }, argv) {
  const load = file => import(pathToFileURL(join(root, 'dist/src/config', file)).href);
  const { HOST } = await load('host.js');
  if (host !== undefined && HOST.read(host) === undefined) {
    const shown = HOST.hides(host) ? 'is not usable' : JSON.stringify(host);
    throw new StepError(`--host ${shown}: ${HOST.needs(host)}.\nNothing was changed.`, 2);
  }
  if (host === undefined || key === undefined) return [];
  const { oddityOf } = await load('secrets.js');
  const oddity = oddityOf(key);
  return [
    ...(argv.some(argument => /^--key(=|$)/.test(argument)) ? [KEY_IN_SIGHT] : []),
    ...(oddity === undefined ? [] : [`The key ${oddity}, perhaps copied along. It is used as written.`]),
  ];
}
