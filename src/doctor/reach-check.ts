import { UnreachableError } from '../errors.ts';
import type { Address } from '../transport/transport.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { fail, ok, type FailedFinding, type LayerResult } from './finding.ts';
import { hasNetwork, isLoopback, isNearby } from './machine-networks.ts';
import { systemCodeOf, withTimeout, round, TimeIsUp, type DoctorTools } from './doctor-tools.ts';

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
    const code = systemCodeOf(error);
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

/** Checks that this computer has a route to the address. */
export function checkRoute(
  attempt: ConnectAttempt,
  { addresses }: ResolvedTarget,
  tools: DoctorTools,
): LayerResult<undefined> {
  const texts = tools.texts.route;
  const interfaces = tools.interfaces();
  const isSelf = addresses.every(isLoopback);
  const isNear = isSelf || addresses.some(address => isNearby(address, interfaces));
  const facts = { sameNetwork: isNear, ownNetwork: hasNetwork(interfaces) };
  if (!attempt.isOpen && (NO_ROUTE_CODES.includes(attempt.why) || NO_HOST_CODES.includes(attempt.why))) {
    return { finding: noRoute(attempt.why, { isNear, ...facts }, tools) };
  }
  if (!isSelf && !attempt.isOpen && !facts.ownNetwork) {
    const { noNetwork: says, noNetworkTodo: todo } = texts;
    return { finding: fail('route', { exit: EXIT.unreachable, says, todo, facts }) };
  }
  const near = isSelf ? texts.isSelf : texts.isNear;
  return { finding: ok('route', { says: isNear ? near : texts.isFar, facts }), value: undefined };
}

function noRoute(
  why: string,
  { isNear, ...facts }: { readonly isNear: boolean; readonly sameNetwork: boolean; readonly ownNetwork: boolean },
  { platform, texts: { route: texts } }: DoctorTools,
): FailedFinding {
  const isEmpty = isNear && NO_HOST_CODES.includes(why);
  const todo = isEmpty ? texts.findPlug : texts.noRouteTodo;
  return fail('route', {
    exit: EXIT.unreachable,
    says: isEmpty ? texts.noDevice : texts.noRoute,
    todo: platform === 'darwin' ? `${todo} ${texts.localNetwork}` : todo,
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
    const says = tools.texts.tcp.isOpen({ port, ms: round(attempt.ms) });
    return { finding: ok('tcp', { says, facts }), value: undefined };
  }
  const interfaces = tools.interfaces();
  const isNear = addresses.some(address => isLoopback(address) || isNearby(address, interfaces));
  const { says, todo } = connectionFailure(
    attempt.why,
    { port, isNear, seconds: tools.timeoutMs / 1000 },
    tools.texts.tcp,
  );
  return { finding: fail('tcp', { exit: EXIT.unreachable, says, todo, facts: { ...facts, why: attempt.why } }) };
}

function connectionFailure(
  why: string,
  { port, isNear, seconds }: { readonly port: number; readonly isNear: boolean; readonly seconds: number },
  texts: DoctorTexts['tcp'],
): { readonly says: string; readonly todo: string } {
  const otherPort = port === 80 ? '' : ` ${texts.otherPort}`;
  if (why === 'ECONNREFUSED') return { says: texts.refused({ port }), todo: `${texts.refusedTodo}${otherPort}` };
  if (why === SILENCE) {
    const todo = isNear ? texts.silentNearTodo : texts.silentFarTodo;
    return { says: texts.silent({ seconds }), todo: `${todo}${otherPort}` };
  }
  if (FORBIDDEN_CODES.includes(why)) return { says: texts.forbidden, todo: texts.forbiddenTodo };
  if (why === 'ECONNRESET') return { says: texts.closed, todo: texts.closedTodo };
  return { says: texts.failed({ code: why }), todo: texts.failedTodo };
}
