// Installs a program by apt where that is easy: in CI, by root. Elsewhere the tests that need it are skipped, with a message,
// because `npm test` must not install programs on a developer's machine.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, logStep } from './run.mjs';

/** Asks no questions, waits for no lock for long, and does not retry a mirror that does not answer. */
const APT = ['-y', '-qq', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10', '-o', 'DPkg::Lock::Timeout=5'];

/**
 * Installs a Debian package, if this is CI, run by root, with apt and without the program. Never fails.
 *
 * @param program a file in PATH that the package brings, e.g. `mosquitto`
 * @param why for the log, e.g. `the tests with an external broker`
 * @param limitMs for each run of apt
 */
export async function ensureProgram(program, { why, limitMs = 60_000 }) {
  const isCi = process.env.CI !== undefined && process.env.CI !== 'false';
  if (!isCi || process.getuid?.() !== 0 || has(program) || !has('apt-get')) return;
  logStep(`installing ${program}, for ${why}`);
  const install = () => apt(limitMs, 'install', '--no-install-recommends', program);
  // A fresh container has no package lists.
  const isThere = (await install()) || ((await apt(limitMs, 'update')) && (await install()));
  if (!isThere) logStep(`${program} could not be installed: the tests that need it are skipped`);
}

async function apt(limitMs, ...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { quiet: true, env, timeout: limitMs, killSignal: 'SIGKILL' };
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
