import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
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

function listenError(cause: Error, host: string, port: number): BrokerStartError {
  const code = 'code' in cause ? String(cause.code) : '';
  const failure = `The MQTT broker cannot listen at ${host.includes(':') ? `[${host}]` : host}:${port}`;
  const restart = 'and restart Homebridge. Plugs are polled meanwhile.';
  const startError = (reason: string, remedy: string): BrokerStartError =>
    new BrokerStartError(`${failure}: ${reason}.\n${remedy}, ${restart}`, { cause });
  if (code === 'EADDRINUSE') {
    return startError(
      'another program uses that port',
      'Stop that program, change "port" of "broker" (and in the plugs), or set "url" of "broker" to use that program',
    );
  }
  if (code === 'EACCES') {
    return startError('Homebridge may not use that port', 'Set "port" of "broker" to a number above 1023, e.g. 8883');
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL') {
    return startError(
      "that is not one of this computer's addresses",
      'Set "addresses" of "broker" to addresses that it has',
    );
  }
  return startError(code || cause.message, 'Solve that problem');
}
