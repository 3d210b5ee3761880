import { headerOf, messageText } from '../envelope.ts';
import type { Faults } from '../faults.ts';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { Answer, Question } from '../question.ts';
import type { Ask, Behaviour } from './behaviour.ts';

const namespace = 'Appliance.Control.Multiple';

// An mss310 2.1.17 answered 1.9 kB, header included, and hung up on what would have been 2.2 kB.
const mostBytesOfGeneration2 = 2099;

/**
 * Control.Multiple: each command answered in order. Refused: more commands than `maxCmdNum`, a Multiple inside, a
 * command that alone would be refused (our guess: nobody has recorded these), and on generation 2 an answer of 2.1 kB
 * and more. What came before has had its effect by then. The fault `multiple` bends each of these.
 */
export const multiple: Behaviour = (core, question, ask) => {
  const commands = question.payload['multiple'];
  if (question.method !== 'SET' || !Array.isArray(commands)) return undefined;
  const limit = numberAt(core.abilities.get(namespace) ?? {}, 'maxCmdNum') ?? 0;
  const how = core.faults.multiple;
  if (commands.length > limit || how === 'refused') return undefined;
  const answers: JsonObject[] = [];
  const later: (() => void)[] = [];
  for (const command of commands.slice(0, obeyed(how))) {
    const part = isObject(command) ? answerCommand(core, command, ask) : undefined;
    if (part === undefined) return undefined;
    if (part.answer.unsaid === true) return part.answer;
    answers.push(part.message);
    if (part.answer.then !== undefined) later.push(part.answer.then);
  }
  const then = (): void => later.forEach(act => act());
  const answer: Answer = { method: 'SETACK', payload: { multiple: answers }, then };
  if (isTooLong(core, question, answer)) return undefined;
  return how === 'truncated' ? { ...answer, lost: lostOf(answers.at(-1)) } : answer;
};

function obeyed(how: Faults['multiple']): number | undefined {
  if (how === 'empty') return 0;
  return how === 'fewer' ? 1 : undefined;
}

// Half of the last part, and what closes the message behind it.
function lostOf(last: JsonObject | undefined): number {
  return Math.ceil(JSON.stringify(last ?? {}).length / 2) + ']}}'.length;
}

interface Part {
  readonly message: JsonObject;
  readonly answer: Answer;
}

function answerCommand(core: PlugCore, command: JsonObject, ask: Ask): Part | undefined {
  const header = objectAt(command, 'header');
  const messageId = textAt(header, 'messageId');
  if (core.faults.strictHeaders && (messageId ?? '') === '') return undefined;
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
    ? headerOf(core, question, answer.method, answer.signedWith)
    : { method: answer.method, namespace: question.namespace };
  return { message: { header: head, payload: answer.payload }, answer };
}

function isTooLong(core: PlugCore, question: Question, answer: Answer): boolean {
  const most = core.faults.largestMultiple ?? (core.model.generation === 2 ? mostBytesOfGeneration2 : Infinity);
  return Buffer.byteLength(messageText(core, question, answer)) > most;
}
