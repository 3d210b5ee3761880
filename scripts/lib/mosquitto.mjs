// Some tests need mosquitto as an external broker. CI installs it where that is easy; elsewhere these tests are
// skipped, with a message, because `npm test` must not install a broker on a developer's machine.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, logStep } from './run.mjs';

const LIMIT_MS = 60_000;
/** Asks no questions, waits for no lock for long, and does not retry a mirror that does not answer. */
const APT = ['-y', '-qq', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10', '-o', 'DPkg::Lock::Timeout=5'];

/** Installs Debian's mosquitto, if this is CI, run by root, with apt and without mosquitto. Never fails. */
export async function ensureMosquitto() {
  const isCi = process.env.CI !== undefined && process.env.CI !== 'false';
  if (!isCi || process.getuid?.() !== 0 || has('mosquitto') || !has('apt-get')) return;
  logStep('installing mosquitto, for the tests with an external broker');
  if (await apt('install', '--no-install-recommends', 'mosquitto')) return;
  // A fresh container has no package lists.
  const isThere = (await apt('update')) && (await apt('install', '--no-install-recommends', 'mosquitto'));
  if (!isThere) logStep('mosquitto could not be installed: the tests that need it are skipped');
}

async function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { quiet: true, env, timeout: LIMIT_MS, killSignal: 'SIGKILL' };
  return (await run('apt-get', [...APT, ...args], options)).code === 0;
}

function has(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
