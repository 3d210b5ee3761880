// Changes of Homebridge's config.json by `npm start`: as few as possible, and never half-written.
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { StepError } from './run.mjs';

const PLATFORM = 'MerossLocal';

export const configFile = storage => join(storage, 'config.json');

/** The plugin is built before this is called, so the plugin's own code reads and writes the files. */
const importBuilt = module => import(`../../dist/src/${module}.js`);

/** @returns the parsed file, or undefined if there is none yet */
export async function readJson(file) {
  return (await readText(file))?.document;
}

async function readText(file) {
  if (!existsSync(file)) return undefined;
  const { readDocument } = await importBuilt('cli/plug/config-file');
  try {
    return await readDocument(file);
  } catch (error) {
    throw new StepError(error.message);
  }
}

/**
 * Writes a new file, or changes the differences in an existing one, whose mode and owner stay. It contains keys and the
 * PIN, so a new one is readable by its owner only.
 */
export async function writeJson(file, value) {
  const { replaceFile } = await importBuilt('storage/replace-file');
  const { editsTo } = await importBuilt('cli/setup/json-difference');
  const { applyJsonEdits } = await importBuilt('cli/setup/json-edit');
  const before = await readText(file);
  if (before === undefined) return replaceFile(file, `${JSON.stringify(value, null, 2)}\n`);
  const text = applyJsonEdits(before.text, ...editsTo(before.document, value));
  return replaceFile(realpathSync(file), text, before.owner);
}

/**
 * Puts a real plug in the config: added, or updated if its address is already there. Removes the simulated plugs, and
 * with them the key that was made up for them; everything else stays.
 *
 * @param key undefined keeps the key of the file
 */
export function withRealPlug(config, { host, key }, simulated) {
  const platforms = config.platforms ?? [];
  const block = platforms.find(one => one.platform === PLATFORM) ?? { platform: PLATFORM, name: 'Meross Local' };
  const devices = (block.devices ?? []).filter(device => !simulated.some(plug => plug.host === device.host));
  const before = devices.find(device => sameHost(device.host, host));
  const madeUp = simulated.some(plug => plug.key === block.key);
  if (key === undefined && needsKey(config, host, simulated)) throw keyMissing(host);
  const plug = { ...before, host, ...(key !== undefined && !madeUp && { key }) };
  const changed = {
    ...block,
    ...(madeUp && { key }),
    devices: before ? devices.map(one => (one === before ? plug : one)) : [...devices, plug],
  };
  const others = platforms.map(one => (one === block ? changed : one));
  return { ...config, platforms: platforms.includes(block) ? others : [...others, changed] };
}

/** Whether neither the plug at this address nor its block has a key, apart from the made-up key of simulated plugs. */
export function needsKey(config, host, simulated) {
  const block = (config.platforms ?? []).find(one => one.platform === PLATFORM);
  const plug = (block?.devices ?? []).find(device => sameHost(device.host, host));
  const isSimulated = simulated.some(one => one.host === plug?.host);
  if (!isSimulated && plug?.key !== undefined) return false;
  return block?.key === undefined || simulated.some(one => one.key === block.key);
}

export const keyMissing = host =>
  new StepError(
    `The key of the plug at ${host} is needed. Set MEROSS_KEY in the environment, or add --key KEY.\nNothing was changed.`,
    2,
  );

/** Port 80 is the default. */
const sameHost = (a, b) => String(a).replace(/:80$/, '') === b.replace(/:80$/, '');

const savedBindFile = storage => join(storage, 'before-loopback.json');

/**
 * `--loopback` has to be in config.json, because Homebridge reads it nowhere else. The previous values are kept in a
 * file beside it, and the next start without `--loopback` (also after a crash) restores them.
 */
export async function withLoopback(config, { loopback, storage }) {
  const before = await readJson(savedBindFile(storage));
  const bridge = { ...config.bridge };
  if (loopback) {
    if (before === undefined)
      await writeJson(savedBindFile(storage), { bind: bridge.bind, advertiser: bridge.advertiser });
    return { ...config, bridge: { ...bridge, bind: [loopbackInterface()], advertiser: 'ciao' } };
  }
  if (before === undefined) return config;
  delete bridge.bind;
  delete bridge.advertiser;
  return { ...config, bridge: { ...bridge, ...before } };
}

/** Called once config.json has its previous values again. */
export const forgetLoopback = storage => rmSync(savedBindFile(storage), { force: true });

/** `lo`, `lo0` or whatever this system calls it. */
function loopbackInterface() {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) => addresses.some(one => one.internal));
  if (found === undefined) throw new StepError('--loopback: no loopback interface of this machine is up');
  return found[0];
}
