import { type DecodedBody, readBody } from './body-codec.ts';
import type { Connection } from './connection.ts';
import { deliberate } from './deliberation.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { emptyReply, writeReply } from './http-reply.ts';
import type { HttpRequest } from './http-request.ts';
import type { PlugCore } from './plug-core.ts';
import type { OpenRequest, RequestLog } from './request-log.ts';
import { sleep } from './sleep.ts';

/** What every conversation with one plug shares. */
export interface Shared {
  readonly core: PlugCore;
  readonly log: RequestLog;
}

/** Serves one connection until its end: as a rule one request, and the connection is closed after the answer. */
export async function converse(shared: Shared, connection: Connection): Promise<void> {
  const { acceptDelayMs } = shared.core.faults;
  if (acceptDelayMs > 0) await sleep(acceptDelayMs, connection.left);
  for (;;) {
    const request = await connection.next();
    if (request === undefined) break;
    // Behind what waited in the kernel may come the client's farewell, which is read a little later.
    if (acceptDelayMs > 0) await sleep(5, connection.left);
    if (!(await handle(shared, connection, request))) return;
  }
  connection.hangUp();
}

/** Whether the connection stays open for a further request. */
async function handle(shared: Shared, connection: Connection, request: HttpRequest): Promise<boolean> {
  const body = request.verb === 'POST' && request.path === '/config' ? readBody(shared.core, request.body) : undefined;
  const envelope = body === undefined ? undefined : readEnvelope(body.text);
  if (body === undefined || envelope === undefined) {
    connection.hangUp();
    return false;
  }
  const open = shared.log.open(envelope, 'http', { headers: request.headers, inClear: body.clear });
  // Whatever happens, a client that has gone waits for nothing more.
  const abandon = (): void => {
    open.end('abandoned');
  };
  if (connection.left.aborted) {
    abandon();
    return false;
  }
  connection.left.addEventListener('abort', abandon, { once: true });
  return await decide(shared, connection, { envelope, body, open });
}

interface InHand {
  readonly envelope: Envelope;
  readonly body: DecodedBody;
  readonly open: OpenRequest;
}

async function decide({ core }: Shared, connection: Connection, { envelope, body, open }: InHand): Promise<boolean> {
  const verdict = await deliberate(core, { envelope, open, clear: body.clear, left: connection.left });
  switch (verdict.kind) {
    case 'silent':
      return true;
    case 'gone':
      return false;
    case 'refused':
      if (verdict.status !== undefined) {
        await connection.send(emptyReply(core.faults, verdict.status));
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
  const { text, answer, outcome } = verdict;
  const { lost = 0 } = answer;
  const reply = writeReply(core.faults, body.encode(lost > 0 ? text.slice(0, -lost) : text));
  let last: Buffer | undefined;
  for (const piece of reply.pieces) {
    if (last !== undefined) await connection.send(last);
    last = piece;
  }
  // Told before the last byte leaves: the client may ask its next question as soon as it has that.
  open.end(outcome);
  if (last !== undefined) await connection.send(last);
  const closes = reply.closes || lost > 0;
  if (closes) connection.end();
  verdict.sent();
  return !closes;
}
