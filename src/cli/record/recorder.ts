import { outletChannels, plugInfo } from '../../device/plug-info.ts';
import {
  MalformedError,
  MerossError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnsupportedError,
  WrongKeyError,
} from '../../errors.ts';
import { isObject, textOr, type JsonObject } from '../../protocol/decode.ts';
import type { Message, Request } from '../../protocol/envelope.ts';
import * as systemAbility from '../../protocol/namespaces/system-ability.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import * as toggle from '../../protocol/namespaces/toggle.ts';
import * as togglex from '../../protocol/namespaces/togglex.ts';
import { PLUGIN_NAME } from '../../settings.ts';
import { Disguise, MADE_UP_KEY } from './disguise.ts';
import { questionsAfter, questionsTo } from './questions.ts';
import { exchange, HUNG_UP, NO_ANSWER, type Exchange, type Trace } from './trace.ts';

/** A plug that has introduced itself, and the way to ask it more. */
export interface Subject {
  /** The answer to System.Ability. */
  readonly ability: Message;
  /** The answer to System.All. */
  readonly all: Message;
  /** Whether its bodies are encrypted. */
  readonly encrypted: boolean;
  /**
   * One signed question, with a deadline.
   * @throws {MerossError} or the user's reason to stop
   */
  readonly ask: (request: Request) => Promise<Message>;
}

const NOTES = [
  'Recorded question by question; "at" is not noted, so that a plug that stands still gives the same trace twice.',
  'Names, numbers of accounts, addresses, networks and places are made up; shapes, orders and oddities are the device’s own.',
];

/**
 * Asks a plug everything that is safe to ask, one question at a time, and writes the answers down in the format
 * `meross-trace/1`, with all that identifies replaced.
 *
 * The simulator brings such a trace to life, and a recording of that is the same trace: byte for byte, as long as the
 * simulated plug's clock is held at the moment of the recording and nothing switches it. In a live plug these move by
 * themselves and differ from one recording to the next: `timestamp`, `localTime`, `UTC`, `sysUpTime`, `sysOnlineTime`,
 * free memory, Wi-Fi signal, what the meter shows, today's energy.
 *
 * @throws {MalformedError} what it says of itself makes no sense
 * @throws {UnreachableError} {@link OtherPlugError} {@link WrongKeyError} on the way: then there is no trace
 */
export async function record(subject: Subject, onAsked: (namespace: string) => void = () => undefined): Promise<Trace> {
  const abilities = systemAbility.parse(subject.ability.payload);
  const system = systemAll.parse(subject.all.payload);
  const info = plugInfo(system, abilities);
  const disguise = new Disguise(info.uuid);
  const exchanges: Exchange[] = [];
  const state: Record<string, JsonObject> = {};
  const note = (request: Request, { header, payload }: Message): void => {
    const told = disguise.payload(payload);
    const question = { ...request, payload: disguise.payload(request.payload) };
    exchanges.push(exchange(question, { method: header.method, payload: told }));
    state[request.namespace] = told;
  };

  // System.All comes first, for in it every value that identifies stands under a name that says what it is.
  note(systemAll.get(), subject.all);
  note(systemAbility.get(), subject.ability);
  const waiting = [...questionsTo(abilities, outletChannels(info))];
  for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
    onAsked(request.namespace);
    const answer = await answerTo(request, subject);
    if ('response' in answer) {
      exchanges.push({ ...answer, request: { ...answer.request, payload: disguise.payload(request.payload) } });
      continue;
    }
    note(request, answer);
    waiting.unshift(...questionsAfter(request.namespace, answer.payload, abilities));
  }
  return {
    format: 'meross-trace/1',
    ...headOf(subject, { system, info, disguise }),
    state,
    exchanges,
    pushes: [],
  };
}

/** The answer; or, where the plug has none, that. */
async function answerTo(request: Request, { ask }: Subject): Promise<Message | Exchange> {
  try {
    return await ask(request);
  } catch (caught) {
    // What a session takes for a refusal is recorded as what it was.
    const error = caught instanceof UnsupportedError && caught.cause instanceof MerossError ? caught.cause : caught;
    if (error instanceof OtherPlugError || error instanceof WrongKeyError) throw error;
    if (error instanceof RefusedError) {
      return exchange(request, { method: 'ERROR', payload: { error: { code: error.code } } });
    }
    if (error instanceof UnsupportedError) return exchange(request, null, HUNG_UP);
    if (error instanceof NoAnswerError) return exchange(request, null, error.hungUp ? HUNG_UP : NO_ANSWER);
    // An answer that makes no sense to us is not written down: nobody knows what is in it.
    if (error instanceof MalformedError) return exchange(request, null, NO_ANSWER);
    throw error;
  }
}

interface Introduced {
  readonly system: systemAll.SystemAll;
  readonly info: ReturnType<typeof plugInfo>;
  readonly disguise: Disguise;
}

function headOf(
  { all, encrypted }: Subject,
  { system, info, disguise }: Introduced,
): Pick<Trace, 'id' | 'device' | 'origin'> {
  const inside = isObject(all.payload['all']) ? all.payload['all']['system'] : undefined;
  const hardware = isObject(inside) && isObject(inside['hardware']) ? inside['hardware'] : {};
  const told = (key: string): string => disguise.text(key, textOr(hardware[key], ''));
  const type = told('type');
  const firmwareVersion = disguise.text('version', system.firmwareVersion);
  const usual = [togglex.NAMESPACE, toggle.NAMESPACE].find(namespace => namespace in info.abilities);
  const { timestamp } = system.time;
  return {
    id: `${type}-${firmwareVersion}`,
    device: {
      type,
      subType: told('subType'),
      hardwareVersion: told('version'),
      firmwareVersion,
      chipType: told('chipType'),
      uuid: told('uuid'),
      macAddress: told('macAddress'),
      key: MADE_UP_KEY,
      channels: info.channels,
      toggleNamespace: usual ?? null,
      lanEncryption: encrypted,
    },
    origin: {
      project: PLUGIN_NAME,
      licence: null,
      kind: 'recorded with "meross-local record"',
      capturedOn: timestamp >= NEVER_SET_BEFORE ? new Date(timestamp * 1000).toISOString().slice(0, 10) : null,
      notes: NOTES,
    },
  };
}

/** 2015: no plug is older. */
const NEVER_SET_BEFORE = 1_420_070_400;
