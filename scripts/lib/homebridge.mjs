// The real Homebridge, as a child of `npm start`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './run.mjs';

/** Homebridge forces its own end 5 s after the signal, and gives a child bridge 10 s. */
const END_MS = 12_000;

const flag = name => ['--import', new URL(name, import.meta.url).href];

/**
 * Starts Homebridge with its storage and this plugin only.
 *
 * @returns `ended`: resolves with its exit code; `ready`: resolves once it is running; `end()` and `kill()`
 */
export function startHomebridge({ storage, loopback }) {
  const args = [
    ...flag('exit-with-parent.mjs'),
    ...(loopback ? flag('loopback-only.mjs') : []),
    join(root, 'node_modules', 'homebridge', 'bin', 'homebridge.js'),
    ...['-U', storage, '-P', root, '--strict-plugin-resolution'],
  ];
  const out = process.stdout.isTTY ? 'inherit' : 'pipe';
  const stdio = ['ignore', out, 'inherit', 'ipc'];
  const ownGroup = process.platform !== 'win32';
  const child = spawn(process.execPath, args, { cwd: root, stdio, detached: ownGroup });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', line => console.log(withoutColours(line)));

  const ended = once(child, out === 'pipe' ? 'close' : 'exit').then(([code]) => code ?? 1);
  const ready = new Promise(done => {
    child.on('message', message => {
      if (message.id === 'serverStatusUpdate' && message.data?.status === 'ok') done();
    });
  });
  /** Kills Homebridge, with its child bridges if there are any. */
  const kill = () => {
    try {
      if (ownGroup) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // gone already
    }
  };
  const end = async () => {
    const late = setTimeout(kill, END_MS);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(late);
  };
  return { ended, ready, end, kill };
}

/**
 * Homebridge draws its QR code with background colours. In a file or a log, blocks replace them: light ones full and
 * dark ones empty, as on a dark terminal.
 */
const withoutColours = line =>
  line.replaceAll(/\x1b\[47m {2}\x1b\[0m/g, '██').replaceAll(/\x1b\[40m {2}\x1b\[0m/g, '  ');
