/**
 * Ports of 127.0.0.1 at which packets vanish: a process listens there and is stopped by SIGSTOP, so it accepts nothing,
 * and once the short queue of the kernel is full of connections, the kernel drops every further SYN.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('silent-host.ts', import.meta.url));
/** A backlog of 1 holds two connections. */
const FILLED_BY = 4;

/** @returns what ends it. @throws {Error} a connection was still possible */
export async function silencePorts(ports: readonly number[]): Promise<() => Promise<void>> {
  const child = fork(HOST, ports.map(String), { stdio: 'inherit' });
  await once(child, 'message');
  child.kill('SIGSTOP');
  await sleep(50);
  const dial = (port: number) => connect({ host: '127.0.0.1', port }).on('error', () => undefined);
  const sockets = ports.flatMap(port => Array.from({ length: FILLED_BY }, () => dial(port)));
  await sleep(300);
  const probes = ports.map(dial);
  await sleep(300);
  const end = async (): Promise<void> => {
    for (const socket of [...sockets, ...probes]) socket.destroy();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  if (probes.every(({ connecting }) => connecting)) return end;
  await end();
  throw new Error('a port that should drop packets accepts connections');
}
