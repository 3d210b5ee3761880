import { Client, errors } from 'undici';
import type { Post } from './http.ts';

/** Posts with undici. Its own time-outs are off: whoever opened the socket keeps the one deadline there is. */
export const postStrict: Post = async (socket, { path, host, body, headers }) => {
  let isSpent = false;
  const client = new Client('http://plug', {
    connect: (_options, callback) => {
      // Not in the same tick, and only once: undici 7 loops for ever if its connector calls back before it returns,
      // or hands it a socket that is closed already.
      queueMicrotask(() => {
        if (isSpent) callback(new Error('one connection, one request'), null);
        else callback(null, socket);
        isSpent = true;
      });
    },
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const response = await client.request({ method: 'POST', path, body, headers: { host, ...headers }, reset: true });
  return { status: response.statusCode, body: response.body };
};

/** Whether undici's parser found the answer not to be HTTP, as it does with lines that end in a bare LF. */
export function isRefusedByParser(error: unknown): boolean {
  return error instanceof errors.HTTPParserError;
}
