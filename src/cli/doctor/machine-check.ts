import { randomBytes } from 'node:crypto';
import { reasonOf } from '../../clock.ts';
import { search, type DiscoveredPlug } from '../../discovery/search.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus, LayerStatus } from './finding.ts';
import { hasNetwork, searchableSubnets } from './machine-networks.ts';
import type { DoctorTools } from './doctor-tools.ts';

/** Where to look for plugs; tests bring their own ports. */
export interface NetworkSearch {
  readonly keys: readonly string[];
  readonly port?: number;
  readonly probe?: { readonly port: number; readonly replyPort: number } | false;
}

/** What is wrong with the machine rather than with a plug. */
export interface MachineView {
  readonly verdict: LayerStatus;
  readonly says: string;
  readonly todo?: string;
  readonly exit: ExitStatus;
  /** Its own networks in CIDR notation, as far as they were searched. For the user's own eyes. */
  readonly networks: readonly string[];
  /** Plugs that answered. For the user's own eyes. */
  readonly found: readonly AnsweringPlug[];
}

/** A plug that answered, and what is known of its key. */
export interface AnsweringPlug extends Omit<DiscoveredPlug, 'key'> {
  readonly key: DiscoveredPlug['key'] | 'not tried';
}

/**
 * Looks at this machine, and at who answers in its networks.
 * @throws the user's reason to stop, and nothing else
 */
export async function checkMachine({ keys, ...ports }: NetworkSearch, tools: DoctorTools): Promise<MachineView> {
  const interfaces = tools.interfaces();
  const noPlugs = { networks: [], found: [] };
  if (!hasNetwork(interfaces)) {
    const says = 'This machine has no network: no address but its own loopback, or one that it made up itself.';
    const todo = 'Connect it to the network that the plugs are in; a container needs the network of its host.';
    return { verdict: 'fail', says, todo, exit: EXIT.unreachable, ...noPlugs };
  }
  const networks = searchableSubnets(interfaces);
  if (networks.length === 0) {
    const says = 'None of the networks of this machine can be searched: they are public, or IPv6 alone.';
    const todo = 'Name a plug by its address: `meross-local doctor HOST`.';
    return { verdict: 'fail', says, todo, exit: EXIT.unreachable, ...noPlugs };
  }
  const found = await searchAll(networks, keys, ports, tools);
  const hasKey = keys.length > 0;
  const plugs = found.map((plug): AnsweringPlug => (hasKey ? plug : { ...plug, key: 'not tried' }));
  return { ...conclusionFor(found, hasKey), networks, found: plugs };
}

async function searchAll(
  subnets: readonly string[],
  keys: readonly string[],
  ports: Omit<NetworkSearch, 'keys'>,
  { clock, signal }: DoctorTools,
): Promise<readonly DiscoveredPlug[]> {
  const found: DiscoveredPlug[] = [];
  // Without a key of the user's, one that nobody has: then every plug is there, and every key is refused.
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
  const plugs = found.length === 1 ? 'One plug answers' : `${found.length} plugs answer`;
  if (found.length === 0) {
    return {
      verdict: 'fail',
      exit: EXIT.unreachable,
      says: 'This machine has a network, and no plug answers there.',
      todo:
        'Are the plugs in the same network as this machine? A guest network, a VLAN or "client isolation" keeps them apart. ' +
        'A plug from the box is in no network yet: `meross-local provision`.',
    };
  }
  if (!hasKey) {
    return {
      verdict: 'ok',
      exit: EXIT.done,
      says: `${plugs}; whether a key fits was not tried, for none was given.`,
      todo: 'Look at one of them: `meross-local doctor HOST --key KEY`.',
    };
  }
  if (fitting === found.length) return { verdict: 'ok', exit: EXIT.done, says: `${plugs}, and the key fits.` };
  if (fitting === 0) {
    const says = `${plugs}, and the key does not fit${found.length === 1 ? '' : ' any of them'}.`;
    const todo = 'Another key was given there: try it with `meross-local doctor HOST --key KEY`.';
    return { verdict: 'warn', exit: EXIT.wrongKey, says, todo };
  }
  return {
    verdict: 'warn',
    exit: EXIT.done,
    says: `${plugs}; the key fits ${fitting} of them.`,
    todo: 'The others have another key: look at each with `meross-local doctor HOST --key KEY`.',
  };
}
