import { bounded, BOUNDS } from '../bounds.ts';
import { isObject, oneOrMany, type JsonObject } from '../decode.ts';
import type { Message, Request } from '../envelope.ts';
import { newMessageId } from '../message-id.ts';
import type { Abilities } from './system-ability.ts';

export const NAMESPACE = 'Appliance.Control.Multiple';

/** How many requests the plug takes at once: 5 on firmware 2.x to 6.x, 3 on 7.x and 8.x, 1 without this namespace. */
export function mostAtOnce(abilities: Abilities): number {
  return Math.min(abilities[NAMESPACE]?.maxCmdNum ?? 1, BOUNDS.parts.most);
}

/**
 * Puts several requests into one. The outer method is always SET, and only the outer request is signed. Each inner
 * request has a message id of its own, as meross_lan sends them.
 */
export function set(requests: readonly Request[]): Request {
  const multiple = requests.map(({ method, namespace, payload }) => ({
    header: { messageId: newMessageId(), method, namespace },
    payload,
  }));
  return { namespace: NAMESPACE, method: 'SET', payload: { multiple } };
}

/**
 * The replies inside a reply, each as if it had come alone. Entries without a namespace, and errors, are left out; the
 * caller then sends those queries one by one.
 * @throws {MalformedError} more entries than any request has
 * Seen: mss310 2.1.17 (whole headers inside), mss310 6.1.8 (namespace and method only).
 */
export function parse(message: Message): readonly Message[] {
  return bounded(oneOrMany(message.payload['multiple']), 'parts', 'multiple').flatMap(entry => {
    const header = isObject(entry) ? entry['header'] : undefined;
    const payload: unknown = isObject(entry) ? entry['payload'] : undefined;
    if (!isObject(header) || !isObject(payload)) return [];
    const { namespace, method } = header;
    if (typeof namespace !== 'string' || typeof method !== 'string' || method === 'ERROR') return [];
    return [{ header: { ...message.header, namespace, method }, payload: payload satisfies JsonObject }];
  });
}
