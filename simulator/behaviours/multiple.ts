import { headerOf, messageText } from '../envelope.ts';
import type { Faults } from '../faults.ts';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { PlugReply, PlugRequest } from '../plug-message.ts';
import type { Responder, Behaviour } from './behaviour.ts';

const namespace = 'Appliance.Control.Multiple';

// An mss310 2.1.17 answered 1.9 kB, header included, and hung up on what would have been 2.2 kB.
const maxBytesOfGeneration2 = 2099;

/**
 * Control.Multiple: each command answered in order. Refused: more commands than `maxCmdNum`, a nested Multiple, a
 * command that alone would be refused (our guess: no recording of these), and on generation 2 a reply of 2.1 kB and
 * more. Earlier commands have had their effect by then. The fault `multiple` changes each of these.
 */
export const multiple: Behaviour = (core, request, respond) => {
  const commands = request.payload['multiple'];
  if (request.method !== 'SET' || !Array.isArray(commands)) return undefined;
  const limit = numberAt(core.abilities.get(namespace) ?? {}, 'maxCmdNum') ?? 0;
  const fault = core.faults.multiple;
  if (commands.length > limit || fault === 'refused') return undefined;
  const replies: JsonObject[] = [];
  const later: (() => void)[] = [];
  for (const command of commands.slice(0, partLimit(fault))) {
    const part = isObject(command) ? replyToCommand(core, command, respond) : undefined;
    if (part === undefined) return undefined;
    if (part.reply.silent === true) return part.reply;
    replies.push(part.message);
    if (part.reply.afterSend !== undefined) later.push(part.reply.afterSend);
  }
  const afterSend = (): void => later.forEach(act => act());
  const reply: PlugReply = { method: 'SETACK', payload: { multiple: replies }, afterSend };
  if (isTooLong(core, request, reply)) return undefined;
  return fault === 'truncated' ? { ...reply, cutChars: cutCharsOf(replies.at(-1)) } : reply;
};

function partLimit(fault: Faults['multiple']): number | undefined {
  if (fault === 'empty') return 0;
  return fault === 'fewer' ? 1 : undefined;
}

// Half of the last part, and the closing brackets of the message.
function cutCharsOf(last: JsonObject | undefined): number {
  return Math.ceil(JSON.stringify(last ?? {}).length / 2) + ']}}'.length;
}

interface Part {
  readonly message: JsonObject;
  readonly reply: PlugReply;
}

function replyToCommand(core: PlugCore, command: JsonObject, respond: Responder): Part | undefined {
  const header = objectAt(command, 'header');
  const messageId = textAt(header, 'messageId');
  if (core.faults.strictHeaders && (messageId ?? '') === '') return undefined;
  const request: PlugRequest = {
    method: textAt(header, 'method') ?? '',
    namespace: textAt(header, 'namespace') ?? '',
    payload: objectAt(command, 'payload'),
    messageId: messageId ?? '',
  };
  const reply = request.namespace === namespace ? undefined : respond(core, request);
  if (reply === undefined) return undefined;
  // Generation 2 repeats the whole header; 6.1.8 was seen to reply to a short header with a short one.
  const full = messageId !== undefined || core.model.generation < 6;
  const head = full
    ? headerOf(core, request, reply.method, reply.signedWith)
    : { method: reply.method, namespace: request.namespace };
  return { message: { header: head, payload: reply.payload }, reply };
}

function isTooLong(core: PlugCore, request: PlugRequest, reply: PlugReply): boolean {
  const maxBytes = core.faults.largestMultiple ?? (core.model.generation === 2 ? maxBytesOfGeneration2 : Infinity);
  return Buffer.byteLength(messageText(core, request, reply)) > maxBytes;
}
