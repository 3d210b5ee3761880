// What `npm start --` takes.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StepError } from './run.mjs';

export const USAGE = `npm start [-- OPTIONS]    Homebridge with this plugin, and two simulated plugs to play with

  --host ADDRESS[:PORT]   a real plug instead of the simulated ones
  --key KEY               the key that plug was given (or MEROSS_KEY in the environment)
  --loopback              announce and listen on this machine only
  --storage DIR           where Homebridge keeps its config and pairings (default .homebridge)
  --help                  this text

To begin afresh, with simulated plugs and a new PIN, delete the storage folder.`;

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
