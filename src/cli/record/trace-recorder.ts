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
import { TraceAnonymiser, PLACEHOLDER_KEY } from './trace-anonymiser.ts';
import { followUpQueries, queriesFor } from './recording-queries.ts';
import { recordedExchange, HUNG_UP, NO_ANSWER, type RecordedExchange, type Trace } from './trace.ts';

/** An identified plug, and how to query it. */
export interface RecordingSource {
  /** The answer to System.Ability. */
  readonly ability: Message;
  /** The answer to System.All. */
  readonly all: Message;
  /** Whether its bodies are encrypted. */
  readonly encrypted: boolean;
  /**
   * Sends one signed query, with a deadline.
   * @throws {MerossError} or the user's reason to stop
   */
  readonly query: (request: Request) => Promise<Message>;
}

const NOTES = [
  'Recorded question by question; "at" is not noted, so that a plug that stands still gives the same trace twice.',
  'Names, numbers of accounts, addresses, networks and places are made up; shapes, orders and oddities are the device’s own.',
];

/**
 * Sends a plug every query that is safe, one at a time, and records the replies in the format `meross-trace/1`, with
 * everything that identifies replaced.
 *
 * The simulator replays such a trace, and a recording of the replay is the same trace, byte for byte, if the clock of
 * the simulated plug is held at the moment of the recording and the plug is not switched. In a live plug these values
 * change by themselves and differ from one recording to the next: `timestamp`, `localTime`, `UTC`, `sysUpTime`,
 * `sysOnlineTime`, free memory, Wi-Fi signal, what the meter shows, today's energy.
 *
 * @throws {MalformedError} its System.All or System.Ability is malformed
 * @throws {UnreachableError} {@link OtherPlugError} {@link WrongKeyError} on the way: then there is no trace
 */
export async function recordTrace(
  source: RecordingSource,
  onQuery: (namespace: string) => void = () => undefined,
): Promise<Trace> {
  const abilities = systemAbility.parse(source.ability.payload);
  const system = systemAll.parse(source.all.payload);
  const info = plugInfo(system, abilities);
  const anonymiser = new TraceAnonymiser(info.uuid);
  const exchanges: RecordedExchange[] = [];
  const state: Record<string, JsonObject> = {};
  const note = (request: Request, { header, payload }: Message): void => {
    const anonymised = anonymiser.payload(payload);
    const anonymisedRequest = { ...request, payload: anonymiser.payload(request.payload) };
    exchanges.push(recordedExchange(anonymisedRequest, { method: header.method, payload: anonymised }));
    state[request.namespace] = anonymised;
  };

  // System.All comes first, because there every value that identifies has a key that names its kind.
  note(systemAll.get(), source.all);
  note(systemAbility.get(), source.ability);
  const pending = [...queriesFor(abilities, outletChannels(info))];
  for (let request = pending.shift(); request !== undefined; request = pending.shift()) {
    onQuery(request.namespace);
    const reply = await replyOrFailure(request, source);
    if ('response' in reply) {
      exchanges.push({ ...reply, request: { ...reply.request, payload: anonymiser.payload(request.payload) } });
      continue;
    }
    note(request, reply);
    pending.unshift(...followUpQueries(request.namespace, reply.payload, abilities));
  }
  return {
    format: 'meross-trace/1',
    ...traceHead(source, { system, info, anonymiser }),
    state,
    exchanges,
    pushes: [],
  };
}

/** The reply, or the failure in its place. */
async function replyOrFailure(request: Request, { query }: RecordingSource): Promise<Message | RecordedExchange> {
  try {
    return await query(request);
  } catch (caught) {
    // A hang-up that the session counts as a refusal is recorded as a hang-up.
    const error = caught instanceof UnsupportedError && caught.cause instanceof MerossError ? caught.cause : caught;
    if (error instanceof OtherPlugError || error instanceof WrongKeyError) throw error;
    if (error instanceof RefusedError) {
      return recordedExchange(request, { method: 'ERROR', payload: { error: { code: error.code } } });
    }
    if (error instanceof UnsupportedError) return recordedExchange(request, null, HUNG_UP);
    if (error instanceof NoAnswerError) return recordedExchange(request, null, error.hungUp ? HUNG_UP : NO_ANSWER);
    // A malformed reply is not recorded, because its content is unknown.
    if (error instanceof MalformedError) return recordedExchange(request, null, NO_ANSWER);
    throw error;
  }
}

interface TraceContext {
  readonly system: systemAll.SystemAll;
  readonly info: ReturnType<typeof plugInfo>;
  readonly anonymiser: TraceAnonymiser;
}

function traceHead(
  { all, encrypted }: RecordingSource,
  { system, info, anonymiser }: TraceContext,
): Pick<Trace, 'id' | 'device' | 'origin'> {
  const inside = isObject(all.payload['all']) ? all.payload['all']['system'] : undefined;
  const hardware = isObject(inside) && isObject(inside['hardware']) ? inside['hardware'] : {};
  const anonymised = (key: string): string => anonymiser.text(key, textOr(hardware[key], ''));
  const type = anonymised('type');
  const firmwareVersion = anonymiser.text('version', system.firmwareVersion);
  const toggleNamespaceUsed = [togglex.NAMESPACE, toggle.NAMESPACE].find(namespace => namespace in info.abilities);
  const { timestamp } = system.time;
  return {
    id: `${type}-${firmwareVersion}`,
    device: {
      type,
      subType: anonymised('subType'),
      hardwareVersion: anonymised('version'),
      firmwareVersion,
      chipType: anonymised('chipType'),
      uuid: anonymised('uuid'),
      macAddress: anonymised('macAddress'),
      key: PLACEHOLDER_KEY,
      channels: info.channels,
      toggleNamespace: toggleNamespaceUsed ?? null,
      lanEncryption: encrypted,
    },
    origin: {
      project: PLUGIN_NAME,
      licence: null,
      kind: 'recorded with "meross-local record"',
      capturedOn: timestamp >= EARLIEST_SET_CLOCK ? new Date(timestamp * 1000).toISOString().slice(0, 10) : null,
      notes: NOTES,
    },
  };
}

/** 2015: no plug is older. */
const EARLIEST_SET_CLOCK = 1_420_070_400;
