// Prepares Homebridge's storage folder for this start.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { configFile, forgetLoopback, readJson, withLoopback, withRealPlug, writeJson } from './config.mjs';
import { initialConfig } from './initial-config.mjs';
import { logStep } from './run.mjs';

/**
 * Writes a first config.json, or changes an existing one only as the options require.
 *
 * @returns the config, and the simulated plugs to start for it
 */
export async function prepareStorage({ storage, host, key, loopback }) {
  mkdirSync(storage, { recursive: true, mode: 0o700 }); // HAP keeps its keys there
  const file = configFile(storage);
  // Beside config.json, so that the next start finds the same plugs on the same ports, with the same uuids.
  const plugsFile = join(storage, 'simulated-plugs.json');
  const present = await readJson(file);
  const fresh = present === undefined ? await initialConfig() : undefined;
  let config = present ?? fresh.config;
  let simulated = fresh?.simulated ?? (await readJson(plugsFile)) ?? [];
  if (host !== undefined) {
    config = withRealPlug(config, { host, key }, simulated);
    simulated = [];
  }
  config = await withLoopback(config, { loopback, storage });
  if (JSON.stringify(config) !== JSON.stringify(present)) {
    logStep(`${present === undefined ? 'writing' : 'updating'} ${file}`);
    await writeJson(plugsFile, simulated);
    await writeJson(file, config);
  }
  if (!loopback) forgetLoopback(storage);
  return { config, simulated };
}
