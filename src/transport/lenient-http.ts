import { request as httpRequest } from 'node:http';
import type { HttpSender } from './http-sender.ts';

/**
 * Posts with Node's own client and its lenient parser, for plugs whose header lines end in a bare LF, which undici
 * rejects. Lenient for this one request only: all other requests keep the strict parser.
 * Seen: mss420f, mss425f, mss110 7.3.46 and others by report; no byte capture exists, so the LF may be in any line.
 */
export const sendLenient: HttpSender = (socket, { path, host, body, headers }, reply) => {
  const closeIfSettled = (): void => {
    if (reply.isSettled) socket.destroy();
  };
  const breakOff = (error: Error): void => reply.breakOff(error);
  httpRequest({
    method: 'POST',
    path,
    headers: { host, ...headers, connection: 'close' },
    // No `agent`, not even false: with either, Node would open a connection of its own.
    insecureHTTPParser: true,
    createConnection: () => socket,
  })
    .once('response', response => {
      reply.receiveStatus(response.statusCode ?? 0);
      closeIfSettled();
      response
        .on('data', (chunk: Buffer) => {
          reply.receive(chunk);
          closeIfSettled();
        })
        .once('end', () => reply.end())
        .once('error', breakOff);
    })
    .once('error', breakOff)
    // A reply such as "101 Switching Protocols" emits neither `response` nor `error`.
    .once('close', () => breakOff(new Error('closed without a reply')))
    .end(body);
};
