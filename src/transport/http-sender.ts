import type { Socket } from 'node:net';

/** Sends one POST over a socket that is already open. */
export type HttpSender = (
  socket: Socket,
  request: {
    readonly path: string;
    readonly host: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<HttpResponse>;

/** The status of a reply, and its body as a stream. */
export interface HttpResponse {
  readonly status: number;
  readonly body: AsyncIterable<unknown>;
}
