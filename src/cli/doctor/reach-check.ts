import { UnreachableError } from '../../errors.ts';
import type { Address } from '../../transport/transport.ts';
import { EXIT } from '../exit-status.ts';
import { fail, ok, type FailedFinding, type LayerResult } from './finding.ts';
import { hasNetwork, isLoopback, isNearby } from './machine-networks.ts';
import { codeOf, withTimeout, lowerFirst, round, TimeIsUp, type DoctorTools } from './doctor-tools.ts';

/** One try to connect: how long it took, or why it failed. */
export type ConnectAttempt =
  | { readonly isOpen: true; readonly ms: number }
  | { readonly isOpen: false; readonly why: string; readonly ms: number };

/** Why a try failed where the system gave no code: nothing came back in time. */
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

/** What is said of the way to the plug, beside the try itself. */
export interface ResolvedTarget {
  readonly addresses: readonly string[];
  readonly port: number;
}

const NO_ROUTE_CODES = ['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'];
const NO_HOST_CODES = ['EHOSTUNREACH', 'EHOSTDOWN'];
const FORBIDDEN_CODES = ['EACCES', 'EPERM'];

const FIND_PLUG =
  "Is the plug plugged in, and is its light steady? Look its address up in your router's list of devices: it may have a " +
  'new one; reserve it there, so that it stays.';
const PERMISSION =
  'On a Mac, System Settings → Privacy & Security → Local Network must allow the program that starts this one.';

/** Is there a way from here to the address at all? */
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
    const says = 'This machine has no network but its own loopback.';
    const todo = 'Connect it to the network that the plug is in (cable, Wi-Fi, a container without network?).';
    return { finding: fail('route', { exit: EXIT.unreachable, says, todo, facts }) };
  }
  const near = isSelf ? 'The address is this machine itself.' : 'The address is in a network that this machine is in.';
  const far = 'The address is in another network than this machine: what goes there passes a router.';
  return { finding: ok('route', { says: isNear ? near : far, facts }), value: undefined };
}

function noRoute(
  why: string,
  { isNear, ...facts }: { readonly isNear: boolean; readonly sameNetwork: boolean; readonly ownNetwork: boolean },
  { platform }: DoctorTools,
): FailedFinding {
  const isEmpty = isNear && NO_HOST_CODES.includes(why);
  const says = isEmpty
    ? 'No device has this address now: nobody in this network answers to it.'
    : 'There is no route from this machine to that address.';
  const join =
    'This machine and the plug have to be in the same network, or a router between them has to let them talk. Compare ' +
    "the address with this machine's own; guest networks and VLANs keep devices apart.";
  const todo = isEmpty ? FIND_PLUG : join;
  return fail('route', {
    exit: EXIT.unreachable,
    says,
    todo: platform === 'darwin' ? `${todo} ${PERMISSION}` : todo,
    facts: { ...facts, why },
  });
}

/** Does somebody open the door there? */
export function checkTcp(
  attempt: ConnectAttempt,
  { addresses, port }: ResolvedTarget,
  tools: DoctorTools,
): LayerResult<undefined> {
  const facts = { port, ms: round(attempt.ms) };
  if (attempt.isOpen) {
    const says = `Something accepts connections on port ${port} (${round(attempt.ms)} ms).`;
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
  const otherPort = port === 80 ? '' : ' A real plug listens on port 80, and on no other.';
  if (why === 'ECONNREFUSED') {
    return {
      says: `A device is at this address, and refuses connections on port ${port}.`,
      todo: `It is probably not the plug: ${lowerFirst(FIND_PLUG)} A plug that has just got power refuses for some seconds.${otherPort}`,
    };
  }
  if (why === SILENCE) {
    const apart = isNear
      ? 'A guest network, or "client isolation" in the router, keeps devices apart.'
      : 'It is in another network than this machine: a firewall or VLAN in between may drop what is sent.';
    return {
      says: `Nothing came back within ${seconds} s: nobody is there, or something on the way swallows what is sent.`,
      todo: `${FIND_PLUG} ${apart}${otherPort}`,
    };
  }
  if (FORBIDDEN_CODES.includes(why)) {
    return {
      says: 'This machine does not allow the connection.',
      todo: `A firewall or sandbox of this machine forbids it. ${PERMISSION}`,
    };
  }
  if (why === 'ECONNRESET') {
    return {
      says: 'The connection was closed at once.',
      todo: 'Something in between, such as a firewall, or a device that is starting up, does that: try again in a minute.',
    };
  }
  return { says: `The connection failed (${why}).`, todo: FIND_PLUG };
}
