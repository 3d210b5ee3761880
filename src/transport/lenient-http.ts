import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpResponse, HttpSender } from './http-sender.ts';

/**
 * Posts with Node's own client and its lenient parser, for plugs whose header lines end in a bare LF, which undici
 * rejects. Lenient for this one request only: all other requests keep the strict parser.
 * Seen: mss420f, mss425f, mss110 7.3.46 and others by report; no byte capture exists, so the LF may be in any line.
 */
export const sendLenient: HttpSender = async (socket, { path, host, body, headers }) => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest({
      method: 'POST',
      path,
      headers: { host, ...headers, connection: 'close' },
      // No `agent`, not even false: with either, Node would open a connection of its own.
      insecureHTTPParser: true,
      createConnection: () => socket,
    });
    // A reply such as "101 Switching Protocols" emits neither `response` nor `error`.
    request
      .once('response', resolve)
      .once('error', reject)
      .once('close', () => {
        reject(new Error('closed without a reply'));
      })
      .end(body);
  });
  return { status: response.statusCode ?? 0, body: response } satisfies HttpResponse;
};
