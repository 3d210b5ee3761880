import { isObject, type JsonObject, listAt, numberAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { type Answer, type Question, silence, told } from '../question.ts';
import { outcomeIn } from '../recorded-queries.ts';
import type { Behaviour } from './behaviour.ts';
import { payloadKey } from './payload-key.ts';

/** Replays what the trace holds: the last answer to a GET, and what a PUSH was answered with. All else is refused. */
export const recorded: Behaviour = (core, { method, namespace }) => {
  if (method === 'PUSH') return core.model.pushAnswers.get(namespace);
  const payload = core.model.state.get(namespace);
  return method === 'GET' && payload !== undefined ? told(payload) : undefined;
};

/** What was recorded of this very GET; undefined where it was not asked, or was refused. */
export function replayExactly(core: PlugCore, { namespace, payload }: Question): Answer | undefined {
  const outcome = outcomeIn(core.model.queries.get(namespace) ?? [], payload);
  return outcome?.kind === 'answered' ? told(outcome.payload) : undefined;
}

/** The same; where it was not asked, the last answer of its namespace. */
export function replay(core: PlugCore, question: Question): Answer | undefined {
  const state = core.model.state.get(question.namespace);
  return replayExactly(core, question) ?? (state === undefined ? undefined : told(state));
}

/**
 * How a plug refuses this GET by its recording: in the same way as the very same question, or as all questions of the
 * namespace, if none was answered. An update may end that, and a plug in pairing mode answers other things.
 *
 * @returns undefined where it does not
 */
export function recordedRefusal(
  core: PlugCore,
  { method, namespace, payload }: Question,
): { readonly answer: Answer | undefined } | undefined {
  if (method !== 'GET' || core.mode !== 'home' || core.firmware !== core.model) return undefined;
  const queries = core.model.queries.get(namespace) ?? [];
  const isAnswered = core.model.state.has(namespace) || queries.some(({ outcome }) => outcome.kind === 'answered');
  const outcome = outcomeIn(queries, payload) ?? (isAnswered ? undefined : queries.at(-1)?.outcome);
  switch (outcome?.kind) {
    case 'hung up':
      return { answer: undefined };
    case 'silent':
      return { answer: silence };
    case 'error':
      return { answer: { method: 'ERROR', payload: outcome.payload } };
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
