// Homebridge's config.json as `npm start` changes it: no more than it has to, and never half-written.
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { StepError } from './run.mjs';

const PLATFORM = 'MerossLocal';

export const configFile = storage => join(storage, 'config.json');

/** @returns the parsed file, or undefined where there is none yet */
export function readJson(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StepError(`${file} cannot be read: ${error.message}`);
  }
}

/** Written beside its place and then moved there. It holds keys and the PIN, so a new one is for its owner alone. */
export function writeJson(file, value) {
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
  const beside = `${file}.new`;
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode });
  renameSync(beside, file);
}

/**
 * Puts a real plug in the config: added, or updated if that address is there. The simulated plugs go, and with them
 * the key that was made up for them; all else stays.
 *
 * @param key undefined keeps what the file says
 */
export function withRealPlug(config, { host, key }, simulated) {
  const platforms = config.platforms ?? [];
  const block = platforms.find(one => one.platform === PLATFORM) ?? { platform: PLATFORM, name: 'Meross Local' };
  const devices = (block.devices ?? []).filter(device => !simulated.some(plug => plug.host === device.host));
  const before = devices.find(device => sameHost(device.host, host));
  const madeUp = simulated.some(plug => plug.key === block.key);
  if (key === undefined && before?.key === undefined && (madeUp || block.key === undefined)) {
    throw new StepError('--host needs the key that the plug was given: --key KEY, or MEROSS_KEY in the environment', 2);
  }
  const plug = { ...before, host, ...(key !== undefined && !madeUp && { key }) };
  const changed = {
    ...block,
    ...(madeUp && { key }),
    devices: before ? devices.map(one => (one === before ? plug : one)) : [...devices, plug],
  };
  const others = platforms.map(one => (one === block ? changed : one));
  return { ...config, platforms: platforms.includes(block) ? others : [...others, changed] };
}

/** Port 80 is the one that goes without saying. */
const sameHost = (a, b) => String(a).replace(/:80$/, '') === b.replace(/:80$/, '');

const memory = storage => join(storage, 'before-loopback.json');

/**
 * `--loopback` has to stand in config.json, for Homebridge reads it nowhere else. What stood there before is kept in a
 * file beside it, and the next start without `--loopback` (also after a crash) puts that back.
 */
export function withReach(config, { loopback, storage }) {
  const before = readJson(memory(storage));
  const bridge = { ...config.bridge };
  if (loopback) {
    if (before === undefined) writeJson(memory(storage), { bind: bridge.bind, advertiser: bridge.advertiser });
    return { ...config, bridge: { ...bridge, bind: [loopbackInterface()], advertiser: 'ciao' } };
  }
  if (before === undefined) return config;
  delete bridge.bind;
  delete bridge.advertiser;
  return { ...config, bridge: { ...bridge, ...before } };
}

/** Once config.json is as it was before `--loopback`. */
export const forgetLoopback = storage => rmSync(memory(storage), { force: true });

/** `lo`, `lo0` or whatever this system calls it. */
function loopbackInterface() {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) => addresses.some(one => one.internal));
  if (found === undefined) throw new StepError('--loopback: this machine has no loopback interface that is up');
  return found[0];
}
