import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { MalformedError, UnreachableError } from '../errors.ts';
import { isObject } from '../protocol/decode.ts';
import { encode, parse, type Message } from '../protocol/envelope.ts';
import { newMessageId } from '../protocol/message-id.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { HttpReply } from '../transport/http-reply.ts';
import { sendLenient } from '../transport/lenient-http.ts';
import { NotStrictHttpError, StrictHttp } from '../transport/strict-http.ts';
import { formatAddress, type Address } from '../transport/transport.ts';
import { systemCodeOf, withTimeout, TimeIsUp, type DoctorTools } from './doctor-tools.ts';

/** The reply to the first query, as far as it can be read. */
export type FirstReply =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'not http' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'cut short' }
  | { readonly kind: 'too long' }
  | { readonly kind: 'not json'; readonly isWebPage: boolean }
  | { readonly kind: 'not meross' }
  | { readonly kind: 'message'; readonly message: Message; readonly isToUs: boolean };

/** The reply, and how it arrived. */
export interface FirstQueryResult {
  readonly reply: FirstReply;
  /** Only the lenient parser could read its HTTP head. */
  readonly lenient: boolean;
  readonly ms: number;
  /** How often the query was sent: a second time after a hang-up, because plugs hang up now and then. */
  readonly tries: number;
}

/**
 * Sends the device a query for System.Ability, which every plug answers in clear. It is signed with a random key, because a
 * short key can be guessed from a signature, and the device is unknown so far. A plug with a key refuses that with 5001.
 *
 * @throws the user's reason to stop
 */
export async function sendFirstQuery(address: Address, tools: DoctorTools): Promise<FirstQueryResult> {
  const startedAt = tools.clock.now();
  for (let tries = 1; ; tries += 1) {
    let lenient = false;
    let reply = await sendOnce(address, lenient, tools);
    if (reply === 'not strict http') {
      lenient = true;
      reply = await sendOnce(address, lenient, tools);
    }
    const result = reply === 'not strict http' ? ({ kind: 'not http' } as const) : reply;
    if (result.kind !== 'hang-up' || tries === 2) {
      return { reply: result, lenient, tries, ms: tools.clock.now() - startedAt };
    }
  }
}

async function sendOnce(
  address: Address,
  lenient: boolean,
  tools: DoctorTools,
): Promise<FirstReply | 'not strict http'> {
  const socket = await openConnection(address, tools);
  if (socket === undefined) return { kind: 'unreachable' };
  try {
    return (await withTimeout(tools, () => sendOver(socket, address, lenient, tools))).value;
  } catch (error) {
    if (tools.signal.aborted) throw error;
    if (error instanceof TimeIsUp) return { kind: 'silence' };
    if (error instanceof NotStrictHttpError) return 'not strict http';
    return isNoHttp(error) ? { kind: 'not http' } : { kind: 'hang-up' };
  } finally {
    socket.destroy();
  }
}

async function openConnection(address: Address, tools: DoctorTools): Promise<Socket | undefined> {
  try {
    return (await withTimeout(tools, signal => tools.connect(address, signal))).value;
  } catch (error) {
    const isUnreachable = error instanceof TimeIsUp || error instanceof UnreachableError;
    if (tools.signal.aborted || !isUnreachable) throw error;
    return undefined;
  }
}

/** Whether the HTTP parser of Node or of undici refused the reply. */
function isNoHttp(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
}

async function sendOver(
  socket: Socket,
  address: Address,
  lenient: boolean,
  { clock }: DoctorTools,
): Promise<FirstReply> {
  const host = formatAddress(address).replace(/%[^\]]+/, '');
  const messageId = newMessageId();
  const key = randomBytes(16).toString('hex');
  const seal = { messageId, key, timestamp: clock.epochSeconds(), from: `http://${host}/config` };
  const body = encode(systemAbility.get(), seal);
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  const request = { path: '/config', host, body, headers };
  const reply = new HttpReply();
  if (lenient) sendLenient(socket, request, reply);
  else new StrictHttp().send(socket, request, reply);
  return await readReply(reply, messageId);
}

async function readReply(reply: HttpReply, messageId: string): Promise<FirstReply> {
  let body = '';
  try {
    const { status, text } = await reply.result;
    if (text === undefined) return { kind: 'status', status };
    body = text;
    if (!isObject(JSON.parse(text))) return { kind: 'not meross' };
    const message = parse(text);
    if (message.header.uuid === undefined) return { kind: 'not meross' };
    return { kind: 'message', message, isToUs: message.header.messageId === messageId };
  } catch (error) {
    if (error instanceof SyntaxError) return notJson(body);
    // `parse` throws the same error for JSON that is not a message; after an unreadable body there is no text.
    if (error instanceof MalformedError && body !== '') return { kind: 'not meross' };
    if (error instanceof MalformedError) return { kind: error.defect === 'too long' ? 'too long' : 'cut short' };
    throw error;
  }
}

function notJson(text: string): FirstReply {
  const start = text.trimStart();
  if (start.startsWith('{"header"')) return { kind: 'cut short' };
  return { kind: 'not json', isWebPage: /^<(?:!doctype|html|\?xml)/i.test(start) };
}
