import { headerOf, messageText } from '../envelope.ts';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { Answer, Question } from '../question.ts';
import type { Ask, Behaviour } from './behaviour.ts';

const namespace = 'Appliance.Control.Multiple';

// An mss310 2.1.17 answered 1.9 kB, header included, and hung up on what would have been 2.2 kB.
const mostBytesOfGeneration2 = 2100;

/**
 * Control.Multiple: each command answered in order. Refused: more commands than `maxCmdNum`, a Multiple inside, a
 * command that alone would be refused (our guess: nobody has recorded these), and on generation 2 an answer of 2.1 kB
 * and more. What came before has had its effect by then.
 */
export const multiple: Behaviour = (core, question, ask) => {
  const commands = question.payload['multiple'];
  if (question.method !== 'SET' || !Array.isArray(commands)) return undefined;
  const limit = numberAt(core.model.abilities.get(namespace) ?? {}, 'maxCmdNum') ?? 0;
  if (commands.length > limit) return undefined;
  const answers: JsonObject[] = [];
  for (const command of commands) {
    const answer = isObject(command) ? answerCommand(core, command, ask) : undefined;
    if (answer === undefined) return undefined;
    answers.push(answer);
  }
  const answer: Answer = { method: 'SETACK', payload: { multiple: answers } };
  return isTooLong(core, question, answer) ? undefined : answer;
};

function answerCommand(core: PlugCore, command: JsonObject, ask: Ask): JsonObject | undefined {
  const header = objectAt(command, 'header');
  const messageId = textAt(header, 'messageId');
  const question: Question = {
    method: textAt(header, 'method') ?? '',
    namespace: textAt(header, 'namespace') ?? '',
    payload: objectAt(command, 'payload'),
    messageId: messageId ?? '',
  };
  const answer = question.namespace === namespace ? undefined : ask(core, question);
  if (answer === undefined) return undefined;
  // Generation 2 repeats the whole header; 6.1.8 was seen to answer a short header by a short one.
  const full = messageId !== undefined || core.model.generation < 6;
  const head = full
    ? headerOf(core, question, answer.method)
    : { method: answer.method, namespace: question.namespace };
  return { header: head, payload: answer.payload };
}

function isTooLong(core: PlugCore, question: Question, answer: Answer): boolean {
  if (core.model.generation !== 2) return false;
  return Buffer.byteLength(messageText(core, question, answer)) >= mostBytesOfGeneration2;
}
