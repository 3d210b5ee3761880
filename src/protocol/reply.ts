import { MalformedError, NotSignedError, OtherPlugError, RefusedError, WrongKeyError } from '../errors.ts';
import { clipped, isObject } from './decode.ts';
import type { Message, Method, Request } from './envelope.ts';
import { isSignedWith } from './signature.ts';

/** The values that a reply is checked against. */
export interface Expectation {
  readonly request: Request;
  readonly messageId: string;
  /** The expected plug, if known. */
  readonly uuid: string | undefined;
  /** Whether a reply from this uuid has to be signed with this key; without it, no signature is checked. */
  readonly signature?: { readonly key: string; readonly isNeeded: (uuid: string) => boolean };
}

/** The method of the reply to each method. */
const ACKNOWLEDGED: Readonly<Record<Method, string>> = { GET: 'GETACK', SET: 'SETACK', DELETE: 'DELACK' };

/** The code for a wrong signature; every other code is a refusal. */
const SIGN_ERROR = 5001;

/**
 * Checks that a message is the reply to our request, from our plug. The uuid is checked before the error code, because
 * another plug at this address often has another key, and "wrong key" would then point to the wrong cause.
 *
 * @throws {MalformedError} the reply to another request, or without a sender
 * @throws {OtherPlugError} a reply from another plug
 * @throws {WrongKeyError} error 5001
 * @throws {NotSignedError} it has to be signed with our key, and is not
 * @throws {RefusedError} any other error
 */
export function checkReply(message: Message, { request, messageId, uuid, signature }: Expectation): void {
  const { header, payload } = message;
  const { namespace } = request;
  if (header.messageId !== messageId)
    throw new MalformedError('the reply is to another request', {
      namespace,
      defect: 'to another request',
      reason: 'to another request',
    });
  if (header.uuid === undefined)
    throw new MalformedError('the reply does not name the plug that sent it', { namespace, reason: 'no sender' });
  if (uuid !== undefined && header.uuid !== uuid) {
    throw new OtherPlugError({ expected: uuid, found: header.uuid, namespace });
  }
  const error = header.method === 'ERROR' ? errorFrom(payload['error'], namespace, header.uuid) : undefined;
  // Before the signature, because a plug with another key signs with that key.
  // A refusal proves nothing and changes nothing, so its signature does not matter either.
  if (error instanceof WrongKeyError || error instanceof RefusedError) throw error;
  if (signature?.isNeeded(header.uuid) === true && !isSignedWith(header, signature.key)) {
    throw new NotSignedError({ namespace });
  }
  if (error) throw error;
  if (header.method !== ACKNOWLEDGED[request.method] || header.namespace !== namespace) {
    const [method, answered] = [clipped(header.method), clipped(header.namespace)];
    throw new MalformedError(`the reply is a ${method} of ${answered}`, {
      namespace,
      reason: { is: 'other reply', method, namespace: answered },
    });
  }
}

function errorFrom(error: unknown, namespace: string, uuid: string): Error {
  const rawCode: unknown = isObject(error) ? error['code'] : undefined;
  const code = typeof rawCode === 'number' || typeof rawCode === 'string' ? Number(rawCode) : NaN;
  if (code === SIGN_ERROR) return new WrongKeyError('the plug does not accept our key', { namespace, uuid });
  if (Number.isNaN(code))
    return new MalformedError('the reply is an error without a code', { namespace, reason: 'error without code' });
  return new RefusedError(code, { namespace });
}
