import type { Socket } from 'node:net';
import type { HttpReply } from './http-reply.ts';

/** One POST. */
export interface HttpRequest {
  readonly path: string;
  readonly host: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one POST over a socket that is already open, and closes the socket as soon as the reply is settled. */
export type HttpSender = (socket: Socket, request: HttpRequest, reply: HttpReply) => void;
