import { type Clock, within } from '../clock.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as configWifiList from '../protocol/namespaces/config-wifilist.ts';
import type { Transport } from '../transport/transport.ts';
import { SETUP_TIMES } from './setup-times.ts';

/**
 * What protects the next request: a cipher, nothing, or nothing because the plug refused to agree on a cipher, though it
 * lists encryption, or while it was unknown whether it does.
 */
export type Secrecy = 'encrypted' | 'clear' | 'refused' | 'refused unlisted';

/**
 * The way to a plug in pairing mode, over whatever link: one signed question, one checked answer, as {@link Transport}
 * says, and errors of the same meaning. Begins with the empty key, with which such a plug signs its own answers; it
 * checks nobody's signature, and so the signature of an answer is no reason to refuse it here.
 */
export interface PairingTransport extends Transport {
  /** From now on we sign with this key. */
  useKey(key: string): void;
  /** Undefined where there is nothing to agree on. */
  readonly secrecy?: Secrecy;
  /** How a person gets this link, or gets it back: a sentence or two. */
  readonly help: string;
  /** Ends the link. Whoever opened it closes it. */
  close(): Promise<void>;
}

/** Asks one question with the time that its kind needs. */
export function sendRequest(
  transport: Transport,
  request: Request,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
  timeoutMs: number = request.namespace === configWifiList.NAMESPACE ? SETUP_TIMES.wifiListMs : SETUP_TIMES.requestMs,
): Promise<Message> {
  return within(context, timeoutMs, signal => transport.request(request, signal));
}
