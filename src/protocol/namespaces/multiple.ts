import { bounded, BOUNDS } from '../bounds.ts';
import { isObject, oneOrMany, type JsonObject } from '../decode.ts';
import type { Message, Request } from '../envelope.ts';
import { newMessageId } from '../message-id.ts';
import type { Abilities } from './system-ability.ts';

export const NAMESPACE = 'Appliance.Control.Multiple';

/** How many requests the plug takes at once: 5 on firmware 2.x to 6.x, 3 on 7.x and 8.x, 1 where it does not know this. */
export function mostAtOnce(abilities: Abilities): number {
  return Math.min(abilities[NAMESPACE]?.maxCmdNum ?? 1, BOUNDS.parts.most);
}

/**
 * Puts several requests into one. The outer method is SET whatever is inside, and only the outer one is signed. Each
 * inner one has a message id of its own, as meross_lan sends them.
 */
export function set(requests: readonly Request[]): Request {
  const multiple = requests.map(({ method, namespace, payload }) => ({
    header: { messageId: newMessageId(), method, namespace },
    payload,
  }));
  return { namespace: NAMESPACE, method: 'SET', payload: { multiple } };
}

/**
 * The answers inside an answer, each as if it had come alone. Entries without a namespace, and errors, are left out: who
 * misses one asks for it singly.
 * @throws {MalformedError} more entries than are ever asked for
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
