// The plug of `npm start -- --host`: its address and key are checked before anything is installed or written.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { configFile, keyMissing, needsKey } from './config.mjs';
import { root, StepError } from './run.mjs';

/**
 * Node 22.18 and later run the plugin's TypeScript as it is, so that the plugin's own rules apply before the build.
 *
 * @returns undefined on an older Node
 */
export async function importSource(module) {
  if (!process.features.typescript) return undefined;
  const { emitWarning } = process;
  // Node 22.18 warns that this is experimental.
  process.emitWarning = (warning, ...more) => {
    if (!/type stripping/i.test(String(warning))) emitWarning.call(process, warning, ...more);
  };
  try {
    return await import(pathToFileURL(join(root, 'src', `${module}.ts`)).href);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The same module as it was built. */
export const importBuilt = module => import(pathToFileURL(join(root, 'dist', 'src', `${module}.js`)).href);

/**
 * @param load {@link importSource} or {@link importBuilt}
 * @throws {StepError} with exit code 2: the plugin refuses this address
 */
export async function checkAddress(host, load) {
  const rules = await load('config/host');
  if (host === undefined || rules === undefined || rules.HOST.read(host) !== undefined) return;
  const shown = rules.HOST.hides(host) ? 'is not usable' : JSON.stringify(host);
  const { ENGLISH } = await load('texts/log-texts');
  throw new StepError(`--host ${shown}: ${rules.HOST.needs(host)(ENGLISH.config)}.\nNothing was changed.`, 2);
}

/**
 * The key of the plug: given, in the config, or typed by the user.
 *
 * @param ask asks the user; undefined without a terminal
 * @returns undefined if the config has it
 * @throws {StepError} with exit code 2: there is none
 */
export async function resolveKey({ host, key, storage }, { ask }) {
  if (host === undefined || key !== undefined || hasKey(storage, host)) return key;
  if (ask === undefined) throw keyMissing(host);
  const typed = await ask(host);
  if (typed === '') throw keyMissing(host);
  return typed;
}

/** A config with comments cannot be parsed before the install; it is checked later, before anything is written. */
function hasKey(storage, host) {
  const file = configFile(storage);
  if (!existsSync(file)) return false;
  try {
    const plugsFile = join(storage, 'simulated-plugs.json');
    const simulated = existsSync(plugsFile) ? JSON.parse(readFileSync(plugsFile, 'utf8')) : [];
    return !needsKey(JSON.parse(readFileSync(file, 'utf8')), host, simulated);
  } catch {
    return true;
  }
}

/** Asks for a key at the terminal, which does not show it; undefined without a terminal. */
export const askAtTerminal = process.stdin.isTTY && process.stderr.isTTY ? askForKey : undefined;

function askForKey(host) {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden, terminal: true });
  process.stderr.write(`Key of the plug at ${host} (not shown as you type): `);
  return new Promise((resolve, reject) => {
    lines.once('line', line => {
      resolve(line);
      lines.close();
    });
    // Ctrl-C or Ctrl-D. Also emitted after a line, when the promise is already resolved.
    lines.once('close', () => {
      process.stderr.write('\n');
      reject(new StepError('Nothing was changed.', 130));
    });
  });
}
