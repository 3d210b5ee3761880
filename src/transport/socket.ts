import { lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { reasonOf, TimeIsUp } from '../clock.ts';
import type { PlainReason } from '../error-reason.ts';
import { UnreachableError } from '../errors.ts';
import { isLocalAddress } from '../local-address.ts';
import type { Address } from './transport.ts';

/**
 * Opens the one connection of a request. Every request to a plug starts here, so this function also ensures that no
 * packet leaves the local network: it does not connect to a public address, or to a name that resolves to one.
 *
 * @throws {UnreachableError} refused, no route, no connection before the signal's deadline, or not a local address
 */
export function openSocket({ host, port }: Address, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal));
      return;
    }
    if (isIP(host) !== 0 && !isLocalAddress(host)) {
      const reason = { is: 'address not local', host } as const;
      reject(new UnreachableError(`${host} is not an address of a local network`, { reason }));
      return;
    }
    const socket = connect({ host, port, lookup: lookupLocal, noDelay: true });
    const onAbort = (): void => {
      fail(abortReason(signal));
    };
    const onError = (cause: Error): void => {
      fail(cause instanceof UnreachableError ? cause : unreachableBecause(cause));
    };
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    signal.addEventListener('abort', onAbort);
    // Never removed: without a listener, a later error of the socket would end the process.
    socket.on('error', onError);
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      resolve(socket);
    });
  });
}

function abortReason(signal: AbortSignal): Error {
  const reason = reasonOf(signal);
  return reason instanceof TimeIsUp
    ? new UnreachableError('no connection in time', { cause: reason, reason: 'no connection in time' })
    : reason;
}

/** Resolves a name to its local addresses only, so that no packet to a name leaves the network. */
export const lookupLocal: LookupFunction = (name, options, callback) => {
  lookup(name, { ...options, all: true }, (error, results) => {
    if (error) {
      callback(error, []);
      return;
    }
    const local = results.filter(({ address }) => isLocalAddress(address));
    const [first] = local;
    const reason = { is: 'name not local', name } as const;
    if (first === undefined)
      callback(new UnreachableError(`${name} does not resolve to a local address`, { reason }), []);
    else if (options.all === true) callback(null, local);
    else callback(null, first.address, first.family);
  });
};

/** By error code of the system. */
const CAUSES: Readonly<Record<string, readonly [message: string, reason: PlainReason]>> = {
  ECONNREFUSED: ['the connection was refused', 'connection refused'],
  ECONNRESET: ['the connection was closed at once', 'closed at once'],
  EHOSTUNREACH: ['no such host on the network', 'no such host'],
  ENETUNREACH: ['no route to that network', 'no route'],
  EHOSTDOWN: ['no such host on the network', 'no such host'],
  ETIMEDOUT: ['no connection in time', 'no connection in time'],
  ENOTFOUND: ['the name is not known on this network', 'unknown name'],
  EAI_AGAIN: ['the name server did not answer', 'silent name server'],
};

function unreachableBecause(cause: Error): UnreachableError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const [message, reason] = CAUSES[code] ?? [code || cause.message];
  return new UnreachableError(message, { cause, ...(reason !== undefined && { reason }) });
}
