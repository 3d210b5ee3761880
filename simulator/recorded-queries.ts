import { isObject, type JsonObject, objectAt, textAt } from './json.ts';

/** The result of a recorded GET. */
export type RecordedOutcome =
  { readonly kind: 'answered' | 'error'; readonly payload: JsonObject } | { readonly kind: 'hung up' | 'silent' };

/** A recorded GET: its payload, and the result. */
export interface RecordedQuery {
  readonly requested: JsonObject;
  readonly outcome: RecordedOutcome;
}

const noReply = 'no response recorded';

/**
 * The GETs of `exchanges`, by namespace. A reply of `null` is a hang-up, or silence where `failure` is "no response
 * recorded". Those that were signed wrongly on purpose are left out.
 */
export function readQueries(exchanges: readonly JsonObject[]): ReadonlyMap<string, readonly RecordedQuery[]> {
  const queries = new Map<string, RecordedQuery[]>();
  for (const exchange of exchanges) {
    const request = objectAt(exchange, 'request');
    const namespace = textAt(request, 'namespace');
    const outcome = outcomeOf(exchange);
    if (namespace === undefined || request['method'] !== 'GET' || request['signature'] === 'wrong') continue;
    if (outcome === undefined) continue;
    queries.set(namespace, [...(queries.get(namespace) ?? []), { requested: objectAt(request, 'payload'), outcome }]);
  }
  return queries;
}

function outcomeOf({ response, failure }: JsonObject): RecordedOutcome | undefined {
  if (response === null) return { kind: failure === noReply ? 'silent' : 'hung up' };
  if (!isObject(response)) return undefined;
  const payload = objectAt(response, 'payload');
  if (response['method'] === 'GETACK') return { kind: 'answered', payload };
  return response['method'] === 'ERROR' ? { kind: 'error', payload } : undefined;
}

/** The result of exactly this GET when it was recorded; undefined where it was not. */
export function outcomeIn(queries: readonly RecordedQuery[], requested: JsonObject): RecordedOutcome | undefined {
  const text = JSON.stringify(requested);
  return queries.findLast(query => JSON.stringify(query.requested) === text)?.outcome;
}
