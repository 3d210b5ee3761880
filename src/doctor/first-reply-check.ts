import type { Message } from '../protocol/envelope.ts';
import { isObject } from '../protocol/decode.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { EXIT } from '../settings.ts';
import { fail, ok, warn, type FailedFinding, type Finding, type LayerResult } from './finding.ts';
import type { FirstReply, FirstQueryResult } from './first-query.ts';
import { lowerFirst, round } from './doctor-tools.ts';

const NOT_A_PLUG =
  'The address belongs to another device, such as a router, a camera or a printer. Look up the address of the plug in your ' +
  "router's list of devices.";
const POWER_CYCLE = 'Unplug the plug, wait ten seconds and plug it in again.';

/** Checks that the device replies in HTTP, as a plug does. */
export function checkHttp({ reply, lenient, tries, ms }: FirstQueryResult): LayerResult<undefined> {
  const facts = { lenient, tries, ms: round(ms) };
  const failure = httpFailure(reply, facts);
  if (failure !== undefined) return { finding: failure };
  const says = lenient
    ? `It replies in ${round(ms)} ms; the lines of its HTTP head end in a bare LF, which the plugin accepts.`
    : `It replies in ${round(ms)} ms.`;
  if (tries === 1) return { finding: ok('http', { says, facts }), value: undefined };
  const todo = 'If that happens often, check the Wi-Fi, and whether another program polls this plug too.';
  return { finding: warn('http', { says: `${says} It hung up on the first attempt.`, todo, facts }), value: undefined };
}

function httpFailure(reply: FirstReply, facts: Finding['facts']): FailedFinding | undefined {
  const noReply = (says: string, todo: string, exit: FailedFinding['exit'] = EXIT.unreachable): FailedFinding =>
    fail('http', { exit, says, todo, facts: { ...facts, why: reply.kind } });
  const otherDevice = (says: string): FailedFinding => noReply(says, NOT_A_PLUG, EXIT.otherDevice);
  switch (reply.kind) {
    case 'unreachable':
      return noReply(
        'It accepted a connection, but not the next one a moment later.',
        `It may be starting up, or busy. ${POWER_CYCLE}`,
      );
    case 'silence':
      return noReply(
        'It accepts the connection and then stays silent.',
        `If this is the plug, it is stuck. ${POWER_CYCLE} Another program that polls it all the time can cause this.`,
      );
    case 'hang-up':
      return noReply(
        'It accepts the connection and then hangs up without a reply.',
        `If this is the plug, it is busy or stuck. ${POWER_CYCLE} If that does not help, ${lowerFirst(NOT_A_PLUG)}`,
      );
    case 'not http':
      return otherDevice('The device replies, but not in HTTP.');
    case 'status':
      return reply.status >= 300 && reply.status < 400
        ? otherDevice(`It is a web server that redirects (HTTP status ${reply.status}), not a Meross plug.`)
        : otherDevice(
            `It is a web server, but not a Meross plug (HTTP status ${reply.status}); a plug always replies with 200.`,
          );
    case 'cut short':
      return noReply(
        'Its reply breaks off in the middle.',
        `${POWER_CYCLE} If that does not help, its Wi-Fi connection is bad.`,
        EXIT.failed,
      );
    default:
      return undefined;
  }
}

/** A device that replies with Meross messages. */
export interface MerossResponder {
  readonly message: Message;
  readonly uuid: string;
  /** It replied to a query that was signed with a random key. */
  readonly takesAnyKey: boolean;
}

/** Checks that the reply is a message of a Meross device, and to our query. */
export function checkEnvelope({ reply }: FirstQueryResult): LayerResult<MerossResponder> {
  if (reply.kind !== 'message') return { finding: notMeross(reply) };
  const { message, isToUs } = reply;
  const { header, payload } = message;
  const facts = { method: ['GETACK', 'ERROR'].includes(header.method) ? header.method : 'other', toUs: isToUs };
  if (!isToUs || header.namespace !== systemAbility.NAMESPACE) {
    const says = 'It is a Meross device, but its reply is to another request.';
    const todo = `${POWER_CYCLE} If there is a proxy between this computer and the plug, remove it.`;
    return { finding: fail('envelope', { exit: EXIT.failed, says, todo, facts }) };
  }
  const takesAnyKey = header.method === 'GETACK';
  const code = isObject(payload['error']) ? payload['error']['code'] : undefined;
  const withCode = typeof code === 'number' && Number.isSafeInteger(code) ? { ...facts, code } : facts;
  const says = takesAnyKey
    ? 'It is a Meross device. It lists its abilities for any key.'
    : 'It is a Meross device, and it checks the key.';
  const value = { message, uuid: header.uuid ?? '', takesAnyKey };
  return { finding: ok('envelope', { says, facts: withCode }), value };
}

function notMeross(reply: FirstReply): FailedFinding {
  const page = reply.kind === 'not json' && reply.isWebPage;
  const says = page ? 'The reply is a web page, so this is not a Meross device.' : 'This is not a Meross device.';
  return fail('envelope', {
    exit: EXIT.otherDevice,
    says,
    todo: NOT_A_PLUG,
    facts: { why: page ? 'web page' : reply.kind },
  });
}
