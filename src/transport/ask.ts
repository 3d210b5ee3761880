import { within, type Clock } from '../clock.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import type { Terms, Transport } from './transport.ts';

/** How long one request may take, and what ends it before that. */
export interface Limit {
  readonly clock: Clock;
  /** Milliseconds for the connection and the reply together. */
  readonly ms: number;
  /** Ends the request at once, with the signal's own reason. */
  readonly signal: AbortSignal;
}

/** Sends one request with a limit of its own; errors as in {@link Transport.request}. */
export function ask(transport: Transport, request: Request, limit: Limit, terms?: Terms): Promise<Message> {
  return within(limit, limit.ms, signal => transport.request(request, signal, terms));
}
