import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { reasonOf, sleep, type Clock } from '../clock.ts';
import { MalformedError } from '../errors.ts';
import { readHint, type Hint } from './hint.ts';
import { SEARCH } from './search-settings.ts';
import { broadcastOf } from './subnet.ts';

export interface ProbeOptions {
  readonly subnets: readonly string[];
  readonly port: number;
  /** Plugs answer to this port, whatever the source port of the probe. */
  readonly replyPort: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with unverified data: any host on the network can send it. */
  readonly onHint: (hint: Hint) => void;
}

/**
 * Sends a UDP probe to all plugs of the subnets, and listens for a while. Does nothing if another program uses the reply
 * port: the sweep finds the plugs too.
 *
 * @throws the signal's reason, and nothing else
 */
export async function probe({ subnets, port, replyPort, clock, signal, onHint }: ProbeOptions): Promise<void> {
  const socket = await listen(replyPort);
  if (socket === undefined) return;
  socket.on('message', (datagram, { address }) => {
    try {
      onHint(readHint(datagram, address));
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
    }
  });
  try {
    const probeMessage = JSON.stringify({ id: randomBytes(16).toString('hex'), devName: '*' });
    for (let sent = 0; sent < SEARCH.probes; sent += 1) {
      if (signal.aborted) throw reasonOf(signal);
      // A probe that cannot be sent counts as a lost one.
      for (const subnet of subnets) socket.send(probeMessage, port, broadcastOf(subnet), () => undefined);
      await sleep(clock, SEARCH.betweenProbesMs, signal);
    }
  } finally {
    await new Promise<void>(resolve => {
      socket.close(resolve);
    });
  }
}

/** Undefined if the port is not available. */
function listen(port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  return new Promise(resolve => {
    const onError = (): void => {
      socket.close();
      resolve(undefined);
    };
    socket.once('error', onError);
    socket.bind(port, () => {
      socket.off('error', onError);
      // Any later error is no worse than a lost datagram.
      socket.on('error', () => undefined);
      socket.setBroadcast(true);
      resolve(socket);
    });
  });
}
