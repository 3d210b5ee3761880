import type { AedesOptions, Client } from 'aedes';
import { clipped } from '../../protocol/decode.ts';
import { checkLogin, MAX_CLIENT_ID_LENGTH, returnCode, type LoginRefusal } from './login.ts';
import type { KnownPlug, KnownPlugs } from '../broker-connection.ts';
import type { BrokerSessions, ClientConnection } from './broker-sessions.ts';
import type { LogLimiter } from '../log-limiter.ts';
import type { PushTexts } from '../../texts/en/push-log.ts';
import { mayPublish, maySubscribe } from '../topics.ts';

export interface AccessControlOptions {
  readonly plugs: KnownPlugs;
  readonly replyTopic: string;
  readonly sessions: BrokerSessions;
  readonly logLimiter: LogLimiter;
  readonly texts: PushTexts;
  /** The connection behind an aedes client. */
  readonly connectionOf: (client: Client) => ClientConnection | undefined;
}

/** A client that sends nothing for 1.5 times this is disconnected. Plugs have a keep-alive of 30 or 120 s. */
const MAX_KEEP_ALIVE_SECONDS = 1200;

/** The access rules in the form that aedes expects: which clients may log in, publish and subscribe. */
export function accessControl(options: AccessControlOptions): AedesOptions {
  const { plugs, replyTopic, sessions, logLimiter, texts, connectionOf } = options;
  let logins = 0;
  const logForbidden = (sender: string | undefined, text: string): void => {
    logLimiter.log('warn', 'forbidden', sender ?? 'a client', text);
  };
  return {
    maxClientsIdLength: MAX_CLIENT_ID_LENGTH,
    maxTopicLevels: 8,
    queueLimit: 16,

    preConnect(client, packet, done) {
      const connection = connectionOf(client);
      if (connection === undefined) {
        done(new Error('unknown connection'), false);
        return;
      }
      const { clientId, username, password } = packet;
      const { tls } = connection;
      connection.loginResult = checkLogin({ clientId, username, password: password?.toString('utf8'), tls }, plugs);
      connection.client = client;
      // A stored session or a will stays in memory for good. Plugs use neither: their sessions are clean, without a will.
      packet.clean = true;
      delete packet.will;
      const { keepalive = 0 } = packet;
      packet.keepalive = Math.min(keepalive || MAX_KEEP_ALIVE_SECONDS, MAX_KEEP_ALIVE_SECONDS);
      // By MQTT, a client replaces another with the same client id. Here only a login may do that, in `BrokerSessions`.
      packet.clientId = `client-${++logins}`;
      done(null, true);
    },

    authenticate(client, username, _password, done) {
      const connection = connectionOf(client);
      const plug = loggedInPlug(connection);
      if (connection === undefined || plug === undefined) {
        const refusal =
          connection?.loginResult && 'refusal' in connection.loginResult ? connection.loginResult.refusal : 'no-plug';
        if (connection) logRefusal(options, refusal, connection.address, username?.toLowerCase() ?? '');
        done(Object.assign(new Error(refusal), { returnCode: returnCode(refusal) }), false);
        return;
      }
      connection.markLoggedIn();
      sessions.begin(plug.uuid, connection);
      done(null, true);
    },

    authorizePublish(client, packet, done) {
      const connection = client ? connectionOf(client) : undefined;
      const plug = loggedInPlug(connection);
      const isOwn = plug !== undefined && mayPublish(packet.topic, plug.uuid, replyTopic);
      // Plugs use QoS 0 and 1. With QoS 2, aedes would have to store each message.
      if (connection === undefined || !isOwn || packet.qos === 2) {
        const sender = connection?.address;
        const topic = clipped(packet.topic);
        logForbidden(sender, isOwn ? texts.mayNotUseQos2({ sender }) : texts.mayNotPublish({ sender, topic }));
        done(new Error('not allowed'));
        return;
      }
      packet.retain = false;
      done(null);
    },

    authorizeSubscribe(client, subscription, done) {
      const connection = connectionOf(client);
      const plug = loggedInPlug(connection);
      if (connection === undefined || plug === undefined || !maySubscribe(subscription.topic, plug.uuid)) {
        const sender = connection?.address;
        logForbidden(sender, texts.mayNotSubscribe({ sender, topic: clipped(subscription.topic) }));
        done(null, null);
        return;
      }
      connection.topic = subscription.topic;
      done(null, subscription);
      sessions.update(plug.uuid, connection);
    },

    // The broker publishes to each plug directly. Messages of clients are not forwarded to other clients.
    authorizeForward: (_client, packet) => ('clientId' in packet && packet.clientId !== undefined ? null : packet),
  };
}

/** The plug at the other end, once its login was accepted. */
export function loggedInPlug(connection: ClientConnection | undefined): KnownPlug | undefined {
  return connection?.loginResult !== undefined && 'plug' in connection.loginResult
    ? connection.loginResult.plug
    : undefined;
}

function logRefusal(
  { logLimiter, texts }: AccessControlOptions,
  refusal: LoginRefusal,
  address: string,
  username: string,
): void {
  const mac = clipped(username);
  const subject = refusal === 'no-plug' ? address : `${address} ${mac}`;
  logLimiter.log('warn', refusal, subject, texts.loginRefused[refusal]({ address, mac }));
}
