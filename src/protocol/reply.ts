import { MalformedError, NotSignedError, OtherPlugError, RefusedError, WrongKeyError } from '../errors.ts';
import { clipped, isObject } from './decode.ts';
import type { Message, Method, Request } from './envelope.ts';
import { isSignedWith } from './signature.ts';

/** What an answer is held against. */
export interface Expectation {
  readonly request: Request;
  readonly messageId: string;
  /** The plug we mean, if we know it already. */
  readonly uuid: string | undefined;
  /** Whether the reply has to be signed with this key, by the uuid it names; left out, no signature is looked at. */
  readonly signature?: { readonly key: string; readonly isNeeded: (uuid: string) => boolean };
}

/** How the answer to each method is called. */
const ACKNOWLEDGED: Readonly<Record<Method, string>> = { GET: 'GETACK', SET: 'SETACK', DELETE: 'DELACK' };

/** A wrong signature; every other code is a refusal. */
const SIGN_ERROR = 5001;

/**
 * Is this an answer, to our question, from our plug? Whose plug it is comes before what it says, for a stranger at this
 * address often has another key, and "wrong key" would then send people looking in the wrong place.
 *
 * @throws {MalformedError} an answer to something else, or from nobody
 * @throws {OtherPlugError} an answer from another plug
 * @throws {WrongKeyError} error 5001
 * @throws {NotSignedError} it has to be signed with our key, and is not
 * @throws {RefusedError} any other error
 */
export function checkReply(message: Message, { request, messageId, uuid, signature }: Expectation): void {
  const { header, payload } = message;
  const { namespace } = request;
  if (header.messageId !== messageId) throw new MalformedError('the answer is to another question', { namespace });
  if (header.uuid === undefined)
    throw new MalformedError('the answer does not say which plug it is from', { namespace });
  if (uuid !== undefined && header.uuid !== uuid) {
    throw new OtherPlugError({ expected: uuid, found: header.uuid, namespace });
  }
  const error = header.method === 'ERROR' ? errorFrom(payload['error'], namespace, header.uuid) : undefined;
  // Before the signature: a plug with another key signs with that.
  // A refusal proves nothing and changes nothing, so its signature does not matter either.
  if (error instanceof WrongKeyError || error instanceof RefusedError) throw error;
  if (signature?.isNeeded(header.uuid) === true && !isSignedWith(header, signature.key)) {
    throw new NotSignedError({ namespace });
  }
  if (error) throw error;
  if (header.method !== ACKNOWLEDGED[request.method] || header.namespace !== namespace) {
    throw new MalformedError(`the answer is a ${clipped(header.method)} of ${clipped(header.namespace)}`, {
      namespace,
    });
  }
}

function errorFrom(error: unknown, namespace: string, uuid: string): Error {
  const rawCode: unknown = isObject(error) ? error['code'] : undefined;
  const code = typeof rawCode === 'number' || typeof rawCode === 'string' ? Number(rawCode) : NaN;
  if (code === SIGN_ERROR) return new WrongKeyError('the plug does not accept our key', { namespace, uuid });
  if (Number.isNaN(code)) return new MalformedError('the answer is an error without a code', { namespace });
  return new RefusedError(code, { namespace });
}
