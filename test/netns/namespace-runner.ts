/** Runs scenarios in network and mount namespaces of their own, so that neither this machine nor another test sees them. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SUBNETS } from './namespaced-network.ts';

const run = promisify(execFile);
const UNSHARE = ['-n', '-m', 'sh', '-ec'];
const PROBE =
  'ip link add meross-house type bridge && ip link add one type veth peer name two && ' +
  'unshare -n true && mount --bind "$0" /etc/hosts';

/** Why there can be no house of namespaces here; undefined where there can be one. */
export async function unsupportedReason(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  const hosts = await hostsFile();
  try {
    await run('unshare', [...UNSHARE, PROBE, hosts.file]);
    return undefined;
  } catch (error) {
    const [line = ''] = String(error instanceof Error && 'stderr' in error ? error.stderr : error).split('\n');
    return `no network namespaces with bridge, veth and bind mounts can be made here: ${line}`;
  } finally {
    await hosts.remove();
  }
}

/** Runs one of `scenarios.ts`. @throws {Error} it has failed: with all that it wrote */
export async function runInNamespace(scenario: string): Promise<void> {
  const hosts = await hostsFile();
  const script = 'mount --bind "$0" /etc/hosts; ip link set lo up; exec "$@"';
  const main = fileURLToPath(new URL('./run-scenario.ts', import.meta.url));
  const args = [...UNSHARE, script, hosts.file, process.execPath, ...withoutTest(process.execArgv), main, scenario];
  // It is a program, and no test that reports to the runner.
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
  const env = { ...rest, MEROSS_TEST_SUBNETS: SUBNETS };
  // The channel is there to be closed with this process: the scenario ends then, and its plugs with it.
  const child = spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the scenario ended with ${String(code)}:\n${output}`);
  } finally {
    await hosts.remove();
  }
}

/** A scenario is a program, and no test of its own. */
function withoutTest(flags: readonly string[]): readonly string[] {
  return flags.filter(flag => !flag.startsWith('--test'));
}

async function hostsFile(): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-house-'));
  const file = join(folder, 'hosts');
  await writeFile(file, '127.0.0.1 localhost\n');
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
