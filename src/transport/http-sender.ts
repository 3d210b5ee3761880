import type { Socket } from 'node:net';

/** Sends one POST over a socket that is open already. */
export type HttpSender = (
  socket: Socket,
  request: {
    readonly path: string;
    readonly host: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<HttpResponse>;

/** The head of an answer, and its body as it comes. */
export interface HttpResponse {
  readonly status: number;
  readonly body: AsyncIterable<unknown>;
}
