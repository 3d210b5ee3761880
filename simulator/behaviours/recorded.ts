import { isObject, type JsonObject, listAt, numberAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { type PlugReply, type PlugRequest, noReply, getAck } from '../plug-message.ts';
import { outcomeIn } from '../recorded-queries.ts';
import type { Behaviour } from './behaviour.ts';
import { payloadKey } from './payload-key.ts';

/** Replays the trace: the last reply to a GET, and the reply to a PUSH. Everything else is refused. */
export const recorded: Behaviour = (core, { method, namespace }) => {
  if (method === 'PUSH') return core.model.pushReplies.get(namespace);
  const payload = core.model.state.get(namespace);
  return method === 'GET' && payload !== undefined ? getAck(payload) : undefined;
};

/** The recorded reply to exactly this GET; undefined if it was not recorded, or was refused. */
export function replayExactly(core: PlugCore, { namespace, payload }: PlugRequest): PlugReply | undefined {
  const outcome = outcomeIn(core.model.queries.get(namespace) ?? [], payload);
  return outcome?.kind === 'answered' ? getAck(outcome.payload) : undefined;
}

/** The same; if that was not recorded, the last reply of its namespace. */
export function replay(core: PlugCore, request: PlugRequest): PlugReply | undefined {
  const state = core.model.state.get(request.namespace);
  return replayExactly(core, request) ?? (state === undefined ? undefined : getAck(state));
}

/**
 * How a plug refuses this GET by its recording: in the same way as exactly this query, or as all queries of the
 * namespace, if none was answered. An update may end that, and a plug in pairing mode answers other queries.
 *
 * @returns undefined if it does not refuse
 */
export function recordedRefusal(
  core: PlugCore,
  { method, namespace, payload }: PlugRequest,
): { readonly reply: PlugReply | undefined } | undefined {
  if (method !== 'GET' || core.mode !== 'home' || core.firmware !== core.model) return undefined;
  const queries = core.model.queries.get(namespace) ?? [];
  const isAnswered = core.model.state.has(namespace) || queries.some(({ outcome }) => outcome.kind === 'answered');
  const outcome = outcomeIn(queries, payload) ?? (isAnswered ? undefined : queries.at(-1)?.outcome);
  switch (outcome?.kind) {
    case 'hung up':
      return { reply: undefined };
    case 'silent':
      return { reply: noReply };
    case 'error':
      return { reply: { method: 'ERROR', payload: outcome.payload } };
    default:
      return undefined;
  }
}

/**
 * Replays a list with an entry for each channel: a GET that names channels gets only these, an empty list gets an empty
 * list, a GET without a list gets all.
 *
 * Seen: StandbyKiller of mss305 8.3.15 (`{"config":[]}` is answered by an empty list).
 */
export const recordedByChannel: Behaviour = (core, request, respond) => {
  const reply = recorded(core, request, respond);
  const key = payloadKey(request.namespace);
  if (reply === undefined || request.method !== 'GET') return reply;
  const requested = request.payload[key];
  const entries = listAt(reply.payload, key).filter(isObject);
  return getAck({ ...reply.payload, [key]: entries.filter(entry => namesChannel(requested, channelOf(entry))) });
};

/** Whether a query includes this channel: a query without a list includes all. */
export function namesChannel(requested: unknown, channel: number | undefined): boolean {
  return !Array.isArray(requested) || requested.filter(isObject).some(entry => channelOf(entry) === channel);
}

/** The channel of an entry of a list. */
export function channelOf(entry: JsonObject): number | undefined {
  return numberAt(entry, 'channel');
}
