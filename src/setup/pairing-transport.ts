import { type Clock, within } from '../clock.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as configWifiList from '../protocol/namespaces/config-wifilist.ts';
import type { Transport } from '../transport/transport.ts';
import { SETUP_TIMES } from './setup-times.ts';

/**
 * What protects the next request: a cipher, nothing, or nothing because the plug refused to agree on a cipher, although
 * it lists encryption or has not listed its abilities.
 */
export type Secrecy = 'encrypted' | 'clear' | 'refused' | 'refused unlisted';

/**
 * Carries requests to a plug in pairing mode, over any link: one signed request, one checked reply, with the errors of
 * {@link Transport}. Starts with the empty key, with which such a plug signs its own replies. Such a plug checks no
 * signature, so the signature of a reply is not a reason to refuse the reply here.
 */
export interface PairingTransport extends Transport {
  /** Signs all further requests with this key. */
  useKey(key: string): void;
  /** Undefined where the link has no cipher to agree on. */
  readonly secrecy?: Secrecy;
  /** How a user gets this link, or gets it back: a sentence or two. */
  readonly help: string;
  /** Ends the link. The code that opened it must close it. */
  close(): Promise<void>;
}

/** Sends one request, with the time limit of its kind. */
export function sendRequest(
  transport: Transport,
  request: Request,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
  timeoutMs: number = request.namespace === configWifiList.NAMESPACE ? SETUP_TIMES.wifiListMs : SETUP_TIMES.requestMs,
): Promise<Message> {
  return within(context, timeoutMs, signal => transport.request(request, signal));
}
