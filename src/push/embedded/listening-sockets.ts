import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { PushTexts } from '../../texts/en/push-log.ts';
import { BrokerStartError } from '../broker-start-error.ts';

/** An address and port that the broker listens on. */
export interface ListenAddress {
  readonly address: string;
  readonly port: number;
}

export interface ListeningSockets {
  readonly listenAddresses: readonly ListenAddress[];
  /** Stops accepting connections. Open connections stay open. */
  close(): Promise<void>;
}

/**
 * Listens on each of these addresses, on all or on none.
 * @throws {BrokerStartError} one of them cannot be listened on
 */
export async function listen(
  addresses: readonly string[],
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<ListeningSockets> {
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(stopListening));
  };
  const listenAddresses: ListenAddress[] = [];
  try {
    for (const address of addresses) {
      const server = createServer({ noDelay: true }, onConnection);
      servers.push(server);
      listenAddresses.push({ address, port: await startListening(server, address, port) });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { listenAddresses, close };
}

function startListening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      // E.g. no file descriptors left: the server goes on, and the client connects again.
      server.on('error', () => undefined);
      resolve(portOf(server.address(), port));
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise(resolve => {
    // An error here means that the server was not listening.
    server.close(() => resolve());
  });
}

function portOf(address: AddressInfo | string | null, requestedPort: number): number {
  return typeof address === 'object' && address !== null ? address.port : requestedPort;
}

type ListenFailure = keyof PushTexts['listenFailures'];

/** By error code of the system. */
const FAILURES: Readonly<Record<string, ListenFailure>> = {
  EADDRINUSE: 'port in use',
  EACCES: 'port not allowed',
  EADDRNOTAVAIL: 'foreign address',
  ENOTFOUND: 'foreign address',
  EINVAL: 'foreign address',
};

function listenError(cause: Error, host: string, port: number): BrokerStartError {
  const code = 'code' in cause ? String(cause.code) : '';
  const failure = FAILURES[code];
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new BrokerStartError(
    texts =>
      texts.cannotListen({
        at,
        ...(failure === undefined
          ? { reason: code || cause.message, remedy: texts.listenRemedy }
          : texts.listenFailures[failure]),
      }),
    { cause },
  );
}
