import { lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { reasonOf, TimeIsUp } from '../clock.ts';
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
      reject(new UnreachableError(`${host} is not an address of a local network`));
      return;
    }
    const socket = connect({ host, port, lookup: lookupLocal, noDelay: true });
    const onAbort = (): void => {
      fail(abortReason(signal));
    };
    const onError = (cause: Error): void => {
      fail(cause instanceof UnreachableError ? cause : new UnreachableError(explainError(cause), { cause }));
    };
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
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
  return reason instanceof TimeIsUp ? new UnreachableError('no connection in time', { cause: reason }) : reason;
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
    if (first === undefined) callback(new UnreachableError(`${name} does not resolve to a local address`), []);
    else if (options.all === true) callback(null, local);
    else callback(null, first.address, first.family);
  });
};

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed at once',
  EHOSTUNREACH: 'no such host on the network',
  ENETUNREACH: 'no route to that network',
  EHOSTDOWN: 'no such host on the network',
  ETIMEDOUT: 'no connection in time',
  ENOTFOUND: 'the name is not known on this network',
  EAI_AGAIN: 'the name server did not answer',
};

function explainError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return EXPLANATIONS[code] ?? (code || error.message);
}
