// The options of `npm start --`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importBuilt } from './real-plug.mjs';
import { StepError } from './run.mjs';

export const USAGE = `npm start [-- OPTIONS]    starts Homebridge with this plugin, and two simulated plugs to try

  --host ADDRESS[:PORT]   use a real plug instead of the simulated ones
  --key KEY               the key of that plug; prefer the MEROSS_KEY variable, which other users cannot read
  --loopback              announce and listen on this machine only
  --storage DIR           folder for Homebridge's config and pairings (default .homebridge)
  --help                  show this text

To start afresh, with simulated plugs and a new PIN, delete the storage folder.`;

const KEY_IN_SIGHT = `A key on the command line can be read by every program on this machine, and stays in the history of the shell.
Set MEROSS_KEY in the environment instead. From now on config.json contains the key.`;

/** @throws {StepError} with exit code 2: an unknown or incomplete option */
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
  // An empty key counts only if it is written out, as for the command.
  const key = values.key ?? (env.MEROSS_KEY || undefined);
  if (host?.trim() === '') throw new StepError(`--host needs an address.\n\n${USAGE}`, 2);
  if (host === undefined && values.key !== undefined) {
    throw new StepError(`--key needs --host, the plug that has this key.\n\n${USAGE}`, 2);
  }
  return { host: host?.trim(), key, loopback, help, storage: resolve(values.storage) };
}

/** Warnings about the key. */
export async function keyWarnings({ host, key }, argv) {
  if (host === undefined || key === undefined) return [];
  const { oddityOf } = await importBuilt('config/secrets');
  const oddity = oddityOf(key);
  return [
    ...(argv.some(argument => /^--key(=|$)/.test(argument)) ? [KEY_IN_SIGHT] : []),
    ...(oddity === undefined ? [] : [`The key ${oddity}, perhaps copied along. It is used as written.`]),
  ];
}
