// Where the system allows it, tests run in a network namespace that contains loopback only.
import { run } from './run.mjs';

/** Enables loopback, and routes mDNS' multicast to it; without a route, sending to 224.0.0.251 fails there. */
const SETUP =
  'ip link set lo up multicast on && ip route add 224.0.0.0/4 dev lo && ' +
  '{ ip -6 route add ff00::/8 dev lo table local 2>/dev/null || true; } && exec "$@"';

/**
 * The prefix of a command line that runs it without any network but loopback: as root, or as any user on a kernel that
 * allows user namespaces. Undefined where neither works (macOS, Windows, a locked-down container).
 */
export async function isolationPrefix() {
  if (process.platform !== 'linux') return undefined;
  for (const flags of ['-n', '-rn']) {
    const prefix = ['unshare', flags, 'sh', '-c', SETUP, 'sh'];
    const [command, ...args] = [...prefix, 'true'];
    if ((await run(command, args, { quiet: true })).code === 0) return prefix;
  }
  return undefined;
}
