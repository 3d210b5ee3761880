// The first minute at a terminal, recorded: `npm start`, then the command line on a simulated plug. All on loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runTool, StepError } from '../lib/run.mjs';

const START_MS = 120_000;
const IS_READY = /Ctrl-C/;
const TIMESTAMP = /\x1b\[37m\[[^\]]*\] \x1b\[39m/g;
const QR_CODE = /(?:^[█ ]+\n)+/m;

/** @returns what the terminal shows, with its colours; without time stamps, and without the QR code, which is a screen high */
export async function recordFirstMinute() {
  const folder = await mkdtemp(join(tmpdir(), 'meross-local-first-minute-'));
  const storage = join(folder, '.homebridge');
  const args = [join(root, 'scripts', 'start.mjs'), '--loopback', '--storage', storage];
  const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined, MEROSS_KEY: '', COLUMNS: '100' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text));
  const ended = once(child, 'exit');
  try {
    await waitFor(
      () => IS_READY.test(output),
      child,
      () => output,
    );
    const config = JSON.parse(await readFile(join(storage, 'config.json'), 'utf8'));
    const { key, devices } = config.platforms.find(({ platform }) => platform === 'MerossLocal');
    const [{ host }] = devices;
    const started = shortened(output).replaceAll(storage, '.homebridge');
    const commands = [];
    for (const command of ['info', 'on', 'doctor']) {
      const script = join(root, 'dist', 'src', 'cli', 'main.js');
      const options = { quiet: true, env: { ...env, MEROSS_KEY: key } };
      const { output: shown } = await runTool(script, [command, host], options);
      commands.push(`${prompt(`meross-local ${command} ${host}`)}\n${shown.trimEnd()}`);
    }
    const exported = `${prompt('export MEROSS_KEY=…')}  \x1b[2m# the key in .homebridge/config.json\x1b[22m`;
    return [`${prompt('npm start')}\n${started}`, exported, ...commands]
      .join('\n\n')
      .replace(`${exported}\n\n`, `${exported}\n`);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

const prompt = command => `\x1b[32m$\x1b[39m \x1b[1m${command}\x1b[22m`;

/** Without what only fills the screen; each place is marked. */
function shortened(output) {
  const [before, ...after] = output.replaceAll(TIMESTAMP, '').split(/^(?=Setup Payload:)/m);
  const [firstLine] = before.split('\n');
  const rest = after.join('').replace(QR_CODE, '\x1b[2m    … the QR code …\x1b[22m\n');
  return `${firstLine}\n\x1b[2m…\x1b[22m\n${rest}`
    .replaceAll(/^\x1b\[30m\x1b\[47m\s*\x1b\[49m\x1b\[39m\n/gm, '')
    .trimEnd();
}

async function waitFor(isDone, child, log) {
  const deadline = performance.now() + START_MS;
  while (!isDone()) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new StepError(`npm start did not start:\n${log()}`);
    await new Promise(done => setTimeout(done, 100));
  }
  // The plugs are ready within a second.
  await new Promise(done => setTimeout(done, 2000));
}
