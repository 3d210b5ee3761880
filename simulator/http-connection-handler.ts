import { type DecodedBody, readBody } from './body-codec.ts';
import type { HttpConnection } from './http-connection.ts';
import { processRequest } from './request-processing.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { emptyReply, writeReply } from './http-reply.ts';
import type { HttpRequest } from './http-request.ts';
import type { PlugCore } from './plug-core.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import { sleep } from './sleep.ts';

/** What all connections to one plug share. */
export interface HandlerContext {
  readonly core: PlugCore;
  readonly log: RequestLog;
}

/** Serves one connection until its end: as a rule one request, and the connection is closed after the reply. */
export async function handleConnection(context: HandlerContext, connection: HttpConnection): Promise<void> {
  const { acceptDelayMs } = context.core.faults;
  if (acceptDelayMs > 0) await sleep(acceptDelayMs, connection.closed);
  for (;;) {
    const request = await connection.next();
    if (request === undefined) break;
    // The client's FIN may follow the data that waited in the kernel, and is read a little later.
    if (acceptDelayMs > 0) await sleep(5, connection.closed);
    if (!(await handleRequest(context, connection, request))) return;
  }
  connection.hangUp();
}

/** Whether the connection stays open for a further request. */
async function handleRequest(
  context: HandlerContext,
  connection: HttpConnection,
  request: HttpRequest,
): Promise<boolean> {
  const body = request.verb === 'POST' && request.path === '/config' ? readBody(context.core, request.body) : undefined;
  const envelope = body === undefined ? undefined : readEnvelope(body.text);
  if (body === undefined || envelope === undefined) {
    connection.hangUp();
    return false;
  }
  const logged = context.log.open(envelope, 'http', { headers: request.headers, inClear: body.clear });
  // In every case, a client that has disconnected waits for nothing more.
  const abandon = (): void => {
    logged.end('abandoned');
  };
  if (connection.closed.aborted) {
    abandon();
    return false;
  }
  connection.closed.addEventListener('abort', abandon, { once: true });
  return await sendReply(context, connection, { envelope, body, logged });
}

interface DecodedRequest {
  readonly envelope: Envelope;
  readonly body: DecodedBody;
  readonly logged: LoggedRequest;
}

async function sendReply(
  { core }: HandlerContext,
  connection: HttpConnection,
  { envelope, body, logged }: DecodedRequest,
): Promise<boolean> {
  const result = await processRequest(core, { envelope, logged, clear: body.clear, abandoned: connection.closed });
  switch (result.kind) {
    case 'silent':
      return true;
    case 'gone':
      return false;
    case 'refused':
      if (result.status !== undefined) {
        await connection.send(emptyReply(core.faults, result.status));
        connection.end();
        return false;
      }
      connection.hangUp();
      return false;
    case 'broken':
      connection.hangUp();
      return false;
    case 'answered':
      break;
  }
  const { text, reply: plugReply, outcome } = result;
  const { cutChars = 0 } = plugReply;
  const reply = writeReply(core.faults, body.encode(cutChars > 0 ? text.slice(0, -cutChars) : text));
  let last: Buffer | undefined;
  for (const piece of reply.pieces) {
    if (last !== undefined) await connection.send(last);
    last = piece;
  }
  // Logged before the last byte is sent, because the client may send its next request as soon as it has that byte.
  logged.end(outcome);
  if (last !== undefined) await connection.send(last);
  const closes = reply.closes || cutChars > 0;
  if (closes) connection.end();
  result.sent();
  return !closes;
}
