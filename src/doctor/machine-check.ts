import { randomBytes } from 'node:crypto';
import { reasonOf } from '../clock.ts';
import { merossAppPage } from '../links.ts';
import { search, type DiscoveredPlug } from '../discovery/search.ts';
import { EXIT } from '../settings.ts';
import type { ExitStatus, LayerStatus } from './finding.ts';
import { hasNetwork, searchableSubnets } from './machine-networks.ts';
import type { DoctorTools } from './doctor-tools.ts';

const WITH_KEY = `\`meross-local doctor HOST --key KEY\`. Where the key comes from: ${merossAppPage()}`;

/** Where to look for plugs; tests bring their own ports. */
export interface NetworkSearch {
  readonly keys: readonly string[];
  readonly port?: number;
  readonly probe?: { readonly port: number; readonly replyPort: number } | false;
}

/** The state of this computer's network, without regard to a certain plug. */
export interface MachineView {
  readonly verdict: LayerStatus;
  readonly says: string;
  readonly todo?: string;
  readonly exit: ExitStatus;
  /** The networks that were searched, in CIDR notation. Shown to the user only, never in a report. */
  readonly networks: readonly string[];
  /** Plugs that replied. Shown to the user only, never in a report as they are. */
  readonly found: readonly AnsweringPlug[];
}

/** A plug that replied, and whether the key fits. */
export interface AnsweringPlug extends Omit<DiscoveredPlug, 'key' | 'keyIndex'> {
  readonly key: DiscoveredPlug['key'] | 'not tried';
}

/**
 * Checks the network of this computer, and which plugs reply there.
 * @throws the user's reason to stop, and nothing else
 */
export async function checkMachine({ keys, ...ports }: NetworkSearch, tools: DoctorTools): Promise<MachineView> {
  const interfaces = tools.interfaces();
  const noPlugs = { networks: [], found: [] };
  if (!hasNetwork(interfaces)) {
    const says = 'This computer has no network: only loopback, or an address that it assigned itself.';
    const todo = 'Connect it to the network of the plugs. A container needs host networking.';
    return { verdict: 'fail', says, todo, exit: EXIT.unreachable, ...noPlugs };
  }
  const networks = searchableSubnets(interfaces);
  if (networks.length === 0) {
    const says = 'No network of this computer can be searched: they are public, or IPv6 only.';
    const todo = 'Name a plug by its address: `meross-local doctor HOST`.';
    return { verdict: 'fail', says, todo, exit: EXIT.unreachable, ...noPlugs };
  }
  const found = await searchAll(networks, keys, ports, tools);
  const hasKey = keys.length > 0;
  const plugs = found.map(({ keyIndex: _, ...plug }): AnsweringPlug => (hasKey ? plug : { ...plug, key: 'not tried' }));
  return { ...conclusionFor(found, hasKey), networks, found: plugs };
}

async function searchAll(
  subnets: readonly string[],
  keys: readonly string[],
  ports: Omit<NetworkSearch, 'keys'>,
  { clock, signal }: DoctorTools,
): Promise<readonly DiscoveredPlug[]> {
  const found: DiscoveredPlug[] = [];
  // Without a key from the user, a random one: every plug is found, and refuses it.
  const searchKeys = keys.length > 0 ? keys : [randomBytes(16).toString('hex')];
  await search({ subnets, keys: searchKeys, clock, signal, onFound: plug => found.push(plug), ...ports });
  if (signal.aborted) throw reasonOf(signal);
  return found;
}

function conclusionFor(
  found: readonly DiscoveredPlug[],
  hasKey: boolean,
): Pick<MachineView, 'verdict' | 'says' | 'todo' | 'exit'> {
  const fitting = found.filter(({ key }) => key === 'fits').length;
  const plugs = found.length === 1 ? 'One plug replies' : `${found.length} plugs reply`;
  if (found.length === 0) {
    return {
      verdict: 'fail',
      exit: EXIT.unreachable,
      says: 'This computer has a network, but no plug replies there.',
      todo:
        'Are the plugs in the same network as this computer? A guest network, a VLAN or "client isolation" separates devices. ' +
        'A new plug is not in the network yet: set it up with `meross-local provision`.',
    };
  }
  if (!hasKey) {
    return {
      verdict: 'ok',
      exit: EXIT.done,
      says: `${plugs}. No key was given, so keys were not checked.`,
      todo: `Check one of them with its key: ${WITH_KEY}`,
    };
  }
  if (fitting === found.length) return { verdict: 'ok', exit: EXIT.done, says: `${plugs}, and the key fits.` };
  if (fitting === 0) {
    const says = `${plugs}, and the key does not fit${found.length === 1 ? '' : ' any of them'}.`;
    const todo = `Use the key that was given to the plug: ${WITH_KEY}`;
    return { verdict: 'warn', exit: EXIT.wrongKey, says, todo };
  }
  return {
    verdict: 'warn',
    exit: EXIT.done,
    says: `${plugs}; the key fits ${fitting} of them.`,
    todo: `Check each of the others with its own key: ${WITH_KEY}`,
  };
}
