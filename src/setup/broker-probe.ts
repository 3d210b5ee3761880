import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { aborted, type Clock, reasonOf, TimeIsUp, within } from '../clock.ts';
import { UnreachableError } from '../errors.ts';
import { isObject } from '../protocol/decode.ts';
import { newMessageId } from '../protocol/message-id.ts';
import { sign } from '../protocol/signature.ts';
import { BROKER_CLOSED, LoginRefusedError, MqttClient, type MqttLogin } from '../push/mqtt-client.ts';
import { openSocket } from '../transport/socket.ts';
import { BrokerProbeError } from './broker-address.ts';
import { SETUP_TIMES } from './setup-times.ts';

/** A plug in whose name a broker is tried. Holds the key: secret. */
export interface BrokerTrial {
  readonly host: string;
  readonly port: number;
  readonly uuid: string;
  /** With colons, lower case. */
  readonly macAddress: string;
  readonly key: string;
  /** Digits. */
  readonly userId: string;
}

/**
 * What plugs are known to offer: TLS 1.2 with an RSA certificate, no matter who signed it. Plugs have no cipher in
 * common with an elliptic-curve certificate, and neither has this probe.
 */
const PLUG_TLS = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  ciphers:
    'AES128-SHA:AES256-SHA:AES128-SHA256:AES256-SHA256:AES128-GCM-SHA256:AES256-GCM-SHA384:' +
    'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-SHA256',
} as const;

/**
 * Tries a broker as the plug would: TLS without checking the certificate; MQTT 3.1 with the plug's client id, user name
 * and password; its topic; and the query for the time that plugs send first. Connects to local addresses only. Not for
 * the broker that the plug uses now: a broker that identifies clients by their user name would disconnect the plug.
 *
 * @returns the result, part of a sentence: a broker may accept the plug and never reply
 * @throws {BrokerProbeError} the broker does not work for a plug
 * @throws {UnreachableError} nothing listens there
 * @throws the signal's reason
 */
export async function tryBroker(
  trial: BrokerTrial,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string> {
  const endpoint = `${trial.host}:${trial.port}`;
  try {
    return await within(context, SETUP_TIMES.brokerMs, async signal => {
      const socket = await openTls(trial, signal);
      try {
        return await tryLogin(trial, socket, context.clock, signal);
      } finally {
        socket.destroy();
      }
    });
  } catch (error) {
    if (error instanceof TimeIsUp)
      throw new BrokerProbeError(`${endpoint} accepts connections, but does not reply. Is it an MQTT broker?`);
    if (error instanceof UnreachableError) {
      throw new BrokerProbeError(`No broker at ${endpoint}: ${error.message}. Is it running, and is the port right?`, {
        cause: error,
      });
    }
    throw error;
  }
}

async function openTls({ host, port }: BrokerTrial, signal: AbortSignal): Promise<TLSSocket> {
  const plain = await openSocket({ host, port }, signal);
  const socket = connectTls({ socket: plain, ...PLUG_TLS });
  // Stays for good: a socket without an error listener would end the process if it failed later.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw reasonOf(signal);
    throw new BrokerProbeError(
      `${host}:${port} offers no TLS that a plug supports. The broker needs TLS 1.2 and an RSA certificate: ` +
        'plugs do not support an elliptic-curve one (ECDSA), which some tools make by default.',
      { cause: error },
    );
  }
}

async function tryLogin(trial: BrokerTrial, socket: TLSSocket, clock: Clock, signal: AbortSignal): Promise<string> {
  let received = (): void => undefined;
  const reply = new Promise<void>(resolve => (received = resolve));
  const onMessage = (_topic: string, body: Buffer): void => {
    if (isClockMessage(body)) received();
  };
  const client = new MqttClient(socket, { clock, onMessage });
  try {
    await Promise.race([askClock(client, trial, clock), aborted(signal)]);
    const hasReply = await Promise.race([reply.then(() => true), untilTimeout(signal)]);
    return hasReply
      ? 'it accepts the plug and replies'
      : 'it accepts the plug, but does not reply; some firmware then returns to pairing mode after a while';
  } catch (error) {
    if (signal.aborted) throw reasonOf(signal);
    throw new BrokerProbeError(`The broker does not work for this plug: ${whyNot(error)}.`);
  } finally {
    client.destroy();
  }
}

/** Logs in and sends the first query of a plug. Its reply comes as a message. */
async function askClock(client: MqttClient, trial: BrokerTrial, clock: Clock): Promise<void> {
  await client.login(loginOf(trial));
  await client.subscribe(`/appliance/${trial.uuid}/subscribe`, 1);
  await client.publishAcknowledged(`/appliance/${trial.uuid}/publish`, encodeClockPush(trial, clock.epochSeconds()));
}

/**
 * How a plug logs in: a client id of 56 characters, which MQTT 3.1 does not allow and some brokers refuse; its MAC
 * address; and a password that proves the key without containing it.
 * Seen: brokers' logs of mss210 and mss510, and three projects that agree.
 */
export function loginOf({ uuid, macAddress, key, userId }: Omit<BrokerTrial, 'host' | 'port'>): Required<MqttLogin> {
  const passwordHash = createHash('md5').update(`${macAddress}${key}`, 'utf8').digest('hex');
  return {
    version: 3,
    clientId: `fmware:${uuid}_${randomBytes(8).toString('hex')}`,
    username: macAddress,
    password: `${userId}_${passwordHash}`,
    keepAliveSeconds: 0,
  };
}

const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it does not support MQTT 3.1, which many plugs use',
  2: 'it refuses the client id of plugs, which has 56 characters; in Aedes, set maxClientsIdLength',
  3: 'it reports that it is not available',
  4: 'it does not accept this plug with this key; give the broker the new key first',
  5: 'it does not allow this plug to connect',
};

/** Part of a sentence. */
function whyNot(error: unknown): string {
  if (error instanceof Error && error.message === BROKER_CLOSED) return 'it closes the connection';
  const code = error instanceof LoginRefusedError ? error.code : 0;
  return REFUSALS[code] ?? 'its reply is not MQTT';
}

const CLOCK = 'Appliance.System.Clock';

/** The first message that most firmware sends to a broker, repeated until it gets a reply. */
function encodeClockPush({ uuid, key }: BrokerTrial, timestamp: number): string {
  const messageId = newMessageId();
  const from = `/appliance/${uuid}/subscribe`;
  const signed = { messageId, timestamp, timestampMs: 0, sign: sign(messageId, key, timestamp) };
  const header = { ...signed, namespace: CLOCK, method: 'PUSH', payloadVersion: 1, from, uuid };
  return JSON.stringify({ header, payload: { clock: { timestamp } } });
}

function isClockMessage(body: Buffer): boolean {
  try {
    const message: unknown = JSON.parse(body.toString('utf8'));
    return isObject(message) && isObject(message['header']) && message['header']['namespace'] === CLOCK;
  } catch {
    return false;
  }
}

/** Resolves with false when the time is up; rejects for any other reason. */
async function untilTimeout(signal: AbortSignal): Promise<boolean> {
  return aborted(signal).catch((error: unknown) => {
    if (error instanceof TimeIsUp) return false;
    throw error;
  });
}
