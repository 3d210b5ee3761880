import { isObject, type JsonObject, listAt, numberAt } from '../json.ts';
import { told } from '../question.ts';
import type { Behaviour } from './behaviour.ts';
import { payloadKey } from './payload-key.ts';

/** Replays what the trace holds: the last answer to a GET, and what a PUSH was answered with. All else is refused. */
export const recorded: Behaviour = (core, { method, namespace }) => {
  if (method === 'PUSH') return core.model.pushAnswers.get(namespace);
  const payload = core.model.state.get(namespace);
  return method === 'GET' && payload !== undefined ? told(payload) : undefined;
};

/**
 * Replays a list with an entry for each channel: a GET that names channels gets only these, an empty list gets an empty
 * list, a GET without a list gets all.
 *
 * Seen: StandbyKiller of mss305 8.3.15 (`{"config":[]}` is answered by an empty list).
 */
export const recordedByChannel: Behaviour = (core, question, ask) => {
  const answer = recorded(core, question, ask);
  const key = payloadKey(question.namespace);
  if (answer === undefined || question.method !== 'GET') return answer;
  const asked = question.payload[key];
  const entries = listAt(answer.payload, key).filter(isObject);
  return told({ ...answer.payload, [key]: entries.filter(entry => namesChannel(asked, channelOf(entry))) });
};

/** Whether a question names this channel: one that has no list means all. */
export function namesChannel(asked: unknown, channel: number | undefined): boolean {
  return !Array.isArray(asked) || asked.filter(isObject).some(entry => channelOf(entry) === channel);
}

/** The channel of an entry of a list. */
export function channelOf(entry: JsonObject): number | undefined {
  return numberAt(entry, 'channel');
}
