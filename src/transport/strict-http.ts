import { Client, errors } from 'undici';
import type { HttpSender } from './http-sender.ts';

/** Posts with undici. Its own time-outs are off, because the caller that opened the socket keeps the only deadline. */
export const sendStrict: HttpSender = async (socket, { path, host, body, headers }) => {
  let isUsed = false;
  const client = new Client('http://plug', {
    connect: (_options, callback) => {
      // Not in the same tick, and only once: undici 7 loops for ever if its connector calls back before it returns,
      // or hands it a socket that is already closed.
      queueMicrotask(() => {
        if (isUsed) callback(new Error('one connection, one request'), null);
        else callback(null, socket);
        isUsed = true;
      });
    },
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const request = { method: 'POST', path, body, headers: { host, ...headers }, reset: true } as const;
  const response = await client.request(request).catch((error: unknown) => {
    throw isParserError(error) ? new NotStrictHttpError('the HTTP head is not strict HTTP', { cause: error }) : error;
  });
  return { status: response.statusCode, body: response.body };
};

/** The head of the reply is not strict HTTP: its lines end in a bare LF, or it is no HTTP at all. */
export class NotStrictHttpError extends Error {}

/** If the head announces a length, undici reports a wrong length when it cannot read the blank line. */
function isParserError(error: unknown): boolean {
  return error instanceof errors.HTTPParserError || error instanceof errors.ResponseContentLengthMismatchError;
}
