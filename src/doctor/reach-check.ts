import { UnreachableError } from '../errors.ts';
import type { Address } from '../transport/transport.ts';
import { EXIT } from '../settings.ts';
import { fail, ok, type FailedFinding, type LayerResult } from './finding.ts';
import { hasNetwork, isLoopback, isNearby } from './machine-networks.ts';
import { codeOf, withTimeout, round, TimeIsUp, type DoctorTools } from './doctor-tools.ts';

/** One try to connect: how long it took, or why it failed. */
export type ConnectAttempt =
  | { readonly isOpen: true; readonly ms: number }
  | { readonly isOpen: false; readonly why: string; readonly ms: number };

/** Why an attempt failed for which the system gave no code: nothing arrived in time. */
const SILENCE = 'silence';

/** Connects and hangs up. @throws the user's reason to stop */
export async function tryToConnect(address: Address, tools: DoctorTools): Promise<ConnectAttempt> {
  const startedAt = tools.clock.now();
  try {
    const { value: socket, ms } = await withTimeout(tools, signal => tools.connect(address, signal));
    socket.destroy();
    return { isOpen: true, ms };
  } catch (error) {
    if (tools.signal.aborted) throw error;
    const isLate = error instanceof TimeIsUp || (error instanceof UnreachableError && error.cause instanceof TimeIsUp);
    const code = codeOf(error);
    const why = isLate || code === 'ETIMEDOUT' ? SILENCE : code || 'other';
    return { isOpen: false, why, ms: tools.clock.now() - startedAt };
  }
}

/** Where the connection goes. */
export interface ResolvedTarget {
  readonly addresses: readonly string[];
  readonly port: number;
}

const NO_ROUTE_CODES = ['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'];
const NO_HOST_CODES = ['EHOSTUNREACH', 'EHOSTDOWN'];
const FORBIDDEN_CODES = ['EACCES', 'EPERM'];

const FIND_PLUG =
  "Check that the plug has power and a steady light. Look up its address in your router's list of devices, because it may " +
  'have a new one, and reserve it there.';
const PERMISSION =
  'On a Mac, System Settings → Privacy & Security → Local Network must allow the program that starts this one.';

/** Checks that this computer has a route to the address. */
export function checkRoute(
  attempt: ConnectAttempt,
  { addresses }: ResolvedTarget,
  tools: DoctorTools,
): LayerResult<undefined> {
  const interfaces = tools.interfaces();
  const isSelf = addresses.every(isLoopback);
  const isNear = isSelf || addresses.some(address => isNearby(address, interfaces));
  const facts = { sameNetwork: isNear, ownNetwork: hasNetwork(interfaces) };
  if (!attempt.isOpen && (NO_ROUTE_CODES.includes(attempt.why) || NO_HOST_CODES.includes(attempt.why))) {
    return { finding: noRoute(attempt.why, { isNear, ...facts }, tools) };
  }
  if (!isSelf && !attempt.isOpen && !facts.ownNetwork) {
    const says = 'This computer has no network, only loopback.';
    const todo = 'Connect it to the network of the plug, by cable or Wi-Fi. A container needs host networking.';
    return { finding: fail('route', { exit: EXIT.unreachable, says, todo, facts }) };
  }
  const near = isSelf ? 'The address is this computer itself.' : 'The address is in a network of this computer.';
  const far = 'The address is in another network, behind a router.';
  return { finding: ok('route', { says: isNear ? near : far, facts }), value: undefined };
}

function noRoute(
  why: string,
  { isNear, ...facts }: { readonly isNear: boolean; readonly sameNetwork: boolean; readonly ownNetwork: boolean },
  { platform }: DoctorTools,
): FailedFinding {
  const isEmpty = isNear && NO_HOST_CODES.includes(why);
  const says = isEmpty
    ? 'No device in this network has this address now.'
    : 'There is no route from this computer to this address.';
  const join =
    'This computer and the plug must be in the same network, or a router between them must allow the connection. Compare ' +
    "the address with this computer's address; guest networks and VLANs separate devices.";
  const todo = isEmpty ? FIND_PLUG : join;
  return fail('route', {
    exit: EXIT.unreachable,
    says,
    todo: platform === 'darwin' ? `${todo} ${PERMISSION}` : todo,
    facts: { ...facts, why },
  });
}

/** Whether the port accepts connections. */
export function checkTcp(
  attempt: ConnectAttempt,
  { addresses, port }: ResolvedTarget,
  tools: DoctorTools,
): LayerResult<undefined> {
  const facts = { port, ms: round(attempt.ms) };
  if (attempt.isOpen) {
    const says = `Port ${port} accepts connections (${round(attempt.ms)} ms).`;
    return { finding: ok('tcp', { says, facts }), value: undefined };
  }
  const interfaces = tools.interfaces();
  const isNear = addresses.some(address => isLoopback(address) || isNearby(address, interfaces));
  const { says, todo } = connectionFailure(attempt.why, { port, isNear, seconds: tools.timeoutMs / 1000 });
  return { finding: fail('tcp', { exit: EXIT.unreachable, says, todo, facts: { ...facts, why: attempt.why } }) };
}

function connectionFailure(
  why: string,
  { port, isNear, seconds }: { readonly port: number; readonly isNear: boolean; readonly seconds: number },
): { readonly says: string; readonly todo: string } {
  const otherPort = port === 80 ? '' : ' A real plug listens on port 80 only.';
  if (why === 'ECONNREFUSED') {
    return {
      says: `A device has this address, but refuses connections on port ${port}.`,
      todo: `Probably another device has this address. ${FIND_PLUG} A plug refuses connections for some seconds after it was plugged in.${otherPort}`,
    };
  }
  if (why === SILENCE) {
    const apart = isNear
      ? 'A guest network, or "client isolation" in the router, separates devices.'
      : 'The address is in another network: a firewall or VLAN in between may drop the packets.';
    return {
      says: `No reply within ${seconds} s: no device has this address, or something on the way drops the packets.`,
      todo: `${FIND_PLUG} ${apart}${otherPort}`,
    };
  }
  if (FORBIDDEN_CODES.includes(why)) {
    return {
      says: 'This computer does not allow the connection.',
      todo: `A firewall or sandbox of this computer forbids it. ${PERMISSION}`,
    };
  }
  if (why === 'ECONNRESET') {
    return {
      says: 'The connection was closed at once.',
      todo: 'A firewall in between or a device that is starting up can cause this. Try again in a minute.',
    };
  }
  return { says: `The connection failed (${why}).`, todo: FIND_PLUG };
}
