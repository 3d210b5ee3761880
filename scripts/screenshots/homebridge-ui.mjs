// A Homebridge UI on loopback, without login and without a Homebridge, over a storage folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, StepError } from '../lib/run.mjs';
import { uiFolder } from './ui-package.mjs';

const START_MS = 60_000;

/**
 * Starts it.
 *
 * @param block the plugin's block in config.json; undefined: the plugin has just been installed
 * @returns `url`; `savedBlock()`: the plugin's block as config.json has it now; `close()`
 */
export async function startUi(block) {
  const storage = await mkdtemp(join(tmpdir(), 'meross-local-ui-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await prepareStorage(storage, port, block);
  const script = join(uiFolder, 'node_modules/homebridge-config-ui-x/dist/bin/standalone.js');
  const args = [script, '-U', storage, '-P', join(storage, 'plugins'), '-I'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (log += text));

  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
    await rm(storage, { recursive: true, force: true });
  };
  const deadline = performance.now() + START_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await close();
      throw new StepError(`The Homebridge UI did not start:\n${log}`);
    }
    await sleep(100);
  }
  return { url, savedBlock: () => blockIn(storage), close };
}

async function prepareStorage(storage, port, block) {
  const { name } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const bridge = { name: 'Homebridge', username: '0E:12:34:56:78:9A', port: await freePort(), pin: '031-45-154' };
  const ui = { platform: 'config', name: 'Config', port, host: '127.0.0.1', auth: 'none' };
  const platforms = [ui, ...(block === undefined ? [] : [block])];
  await writeFile(join(storage, 'config.json'), JSON.stringify({ bridge, accessories: [], platforms }));
  // Without an administrator the UI shows its setup wizard instead. The hash is never used.
  const admin = { id: 1, username: 'admin', name: 'Admin', hashedPassword: 'unused', salt: 'unused', admin: true };
  await writeFile(join(storage, 'auth.json'), JSON.stringify([admin]));
  await mkdir(join(storage, 'plugins'));
  await symlink(root, join(storage, 'plugins', name));
  await symlink(join(root, 'node_modules', 'homebridge'), join(storage, 'plugins', 'homebridge'));
}

async function blockIn(storage) {
  const { platforms } = JSON.parse(await readFile(join(storage, 'config.json'), 'utf8'));
  return platforms.find(({ platform }) => platform === 'MerossLocal');
}

const answers = url =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
