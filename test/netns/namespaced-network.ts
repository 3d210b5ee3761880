/**
 * A house of network namespaces: this process on a bridge, and two simulated plugs, each in a namespace of its own with
 * the MAC that its uuid ends in. To be used inside a namespace made by `namespace-runner.ts`; nothing here reaches a real network.
 */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { macOf } from '../../src/protocol/cipher.ts';
import type { FromPlug, ToPlug } from './plug-host.ts';

const run = promisify(execFile);
const BRIDGE = 'meross-house';

export const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
/** Addresses of the computer; the plugs get theirs by `assignAddress`. */
const HOST_ADDRESSES = ['10.77.0.1/24', 'fd77::1/64'];
export const SUBNETS = '10.77.0.0/24,fd77::/64';

/** A plug in its namespace. */
export class NamespacedPlug {
  readonly uuid: string;
  readonly #child: ChildProcess;

  private constructor(uuid: string, child: ChildProcess) {
    this.uuid = uuid;
    this.#child = child;
  }

  /** @param mac by default the one that the uuid ends in */
  static async start(name: string, uuid: string, mac = macOf(uuid)): Promise<NamespacedPlug> {
    const file = fileURLToPath(new URL('./plug-host.ts', import.meta.url));
    // `unshare` becomes the Node that it starts, so its process id is that of the namespace.
    const child = fork(file, { execPath: 'unshare', execArgv: ['-n', process.execPath, ...process.execArgv] });
    const plug = new NamespacedPlug(uuid, child);
    await plug.#send({ kind: 'report' });
    const pid = String(child.pid);
    await runShell(
      `ip link add ${name} type veth peer name eth0 netns ${pid} address ${mac}`,
      // A port of a bridge has no address of its own, and the fence requires that.
      `ip link set ${name} addrgenmode none`,
      `ip link set ${name} master ${BRIDGE} up`,
      `nsenter -t ${pid} -n ip link set lo up`,
      `nsenter -t ${pid} -n ip link set eth0 up`,
    );
    await plug.#send({ kind: 'listen', uuid, key: KEY });
    return plug;
  }

  /** The words to put before a command that shall run where the plug is. */
  get commandPrefix(): string {
    return `nsenter -t ${String(this.#child.pid)} -n`;
  }

  async isOn(): Promise<boolean> {
    return (await this.#send({ kind: 'report' })).isOn;
  }

  /** The requests that it received, as `METHOD namespace`, oldest first. */
  async requests(): Promise<readonly string[]> {
    return (await this.#send({ kind: 'report' })).requests;
  }

  /** The commands to switch among them. */
  async commands(): Promise<readonly string[]> {
    return (await this.requests()).filter(request => /^SET .*\.ToggleX?$/.test(request));
  }

  /** The name `lamp.localhost` leads elsewhere from the moment in which this plug is asked for that namespace. */
  async moveNameDuring(namespace: string, address: string): Promise<void> {
    await this.#send({ kind: 'rewrite', during: namespace, file: '/etc/hosts', text: hosts(address) });
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async #send(message: ToPlug): Promise<FromPlug> {
    const replied = once(this.#child, 'message');
    this.#child.send(message);
    const [reply] = (await replied) as [FromPlug];
    return reply;
  }
}

export interface NamespacedNetwork {
  /** Two plugs with the same key, both off, without an address. */
  readonly a: NamespacedPlug;
  readonly b: NamespacedPlug;
  /** A router gives an address to a plug, and takes it from the other: in one go, as `ip` does it. */
  readonly assignAddress: (address: string, plug: NamespacedPlug) => Promise<void>;
  /** A plug loses its IPv4 address, as when its power fails, and announces nothing. */
  readonly leave: (address: string, plug: NamespacedPlug) => Promise<void>;
  /** It has the address again, and asks for the MAC of its router, which every plug does. */
  readonly comeBack: (address: string, plug: NamespacedPlug) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** There is none. */
const ROUTER = '10.77.0.254';

export const UUID_A = '2401010000000000003448e1e90000aa';
export const UUID_B = '2401010000000000003448e1e90000bb';

/** @param macs where a plug is seen under another MAC than its own: behind an extender */
export async function startNetwork(
  macs: { readonly a?: string; readonly b?: string } = {},
): Promise<NamespacedNetwork> {
  await runShell(
    `ip link add ${BRIDGE} type bridge`,
    `ip link set ${BRIDGE} up`,
    ...HOST_ADDRESSES.map(address => `ip addr add ${address} dev ${BRIDGE} ${address.includes(':') ? 'nodad' : ''}`),
  );
  const a = await NamespacedPlug.start('port-a', UUID_A, macs.a);
  const b = await NamespacedPlug.start('port-b', UUID_B, macs.b);
  return {
    a,
    b,
    assignAddress: async (address, plug) => {
      const other = plug === a ? b : a;
      const [bits, flags] = address.includes(':') ? ['64', 'nodad'] : ['24', ''];
      // Announces a new plug, so that the others drop their ARP entry for its address.
      await runShell(
        `${other.commandPrefix} ip addr del ${address}/${bits} dev eth0 2>/dev/null || true`,
        `${plug.commandPrefix} ip addr add ${address}/${bits} dev eth0 ${flags}`,
        `ip neigh flush to ${address} dev ${BRIDGE}`,
      );
    },
    leave: (address, plug) => runShell(`${plug.commandPrefix} ip addr del ${address}/24 dev eth0`),
    comeBack: (address, plug) =>
      runShell(
        `${plug.commandPrefix} ip addr add ${address}/24 dev eth0`,
        // The kernel broadcasts an ARP request before it could send anything.
        `${plug.commandPrefix} bash -c 'echo >/dev/udp/${ROUTER}/9'`,
      ),
    close: async () => {
      await Promise.all([a.close(), b.close()]);
    },
  };
}

/** From now on `lamp.localhost` leads to this address. The file is that of this mount namespace alone. */
export function pointNameTo(address: string): void {
  writeFileSync('/etc/hosts', hosts(address));
}

function hosts(address: string): string {
  return `127.0.0.1 localhost\n${address} lamp.localhost\n`;
}

/** One shell for all of it: what happens to an address takes some milliseconds. */
async function runShell(...lines: readonly string[]): Promise<void> {
  await run('sh', ['-ec', lines.join('\n')]);
}
