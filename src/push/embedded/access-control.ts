import type { AedesOptions, Client } from 'aedes';
import { clipped } from '../../protocol/decode.ts';
import { checkLogin, MAX_CLIENT_ID_LENGTH, returnCode, type LoginRefusal } from './login.ts';
import type { KnownPlug, KnownPlugs } from '../broker-connection.ts';
import type { BrokerSessions, ClientConnection } from './broker-sessions.ts';
import type { LogLimiter } from '../log-limiter.ts';
import { mayPublish, maySubscribe } from '../topics.ts';

export interface AccessControlOptions {
  readonly plugs: KnownPlugs;
  readonly replyTopic: string;
  readonly sessions: BrokerSessions;
  readonly logLimiter: LogLimiter;
  /** The connection behind an aedes client. */
  readonly connectionOf: (client: Client) => ClientConnection | undefined;
}

/** A client that sends nothing for 1.5 times this is disconnected. Plugs have a keep-alive of 30 or 120 s. */
const MAX_KEEP_ALIVE_SECONDS = 1200;

/** The access rules in the form that aedes expects: which clients may log in, publish and subscribe. */
export function accessControl(options: AccessControlOptions): AedesOptions {
  const { plugs, replyTopic, sessions, logLimiter, connectionOf } = options;
  let logins = 0;
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
        if (connection) logRefusal(logLimiter, refusal, connection.address, username?.toLowerCase() ?? '');
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
        const attempt = isOwn ? 'with QoS 2' : `on ${clipped(packet.topic)}`;
        logForbidden(logLimiter, connection, `publishes ${attempt}`);
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
        logForbidden(logLimiter, connection, `subscribes to ${clipped(subscription.topic)}`);
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

function logForbidden(logLimiter: LogLimiter, connection: ClientConnection | undefined, attempt: string): void {
  const sender = connection?.address ?? 'a client';
  logLimiter.log('warn', 'forbidden', sender, `MQTT: ${sender} ${attempt}, which is not allowed. It was refused.`);
}

function logRefusal(logLimiter: LogLimiter, refusal: LoginRefusal, address: string, mac: string): void {
  const refused = `MQTT: the plug ${clipped(mac)} at ${address} was refused`;
  const texts: Readonly<Record<LoginRefusal, string>> = {
    'no-plug': `MQTT: ${address} was refused: its login is not the login of a Meross plug.`,
    'unknown-plug': `${refused}: it is not in the config, or has not replied yet.\nAdd it to "devices"; it then connects by itself.`,
    'wrong-password': `${refused}: its key differs from the key in the config.\nSet "key" to the key of this plug, and restart Homebridge.`,
    'other-plug': `${refused}: its client id is that of another plug.`,
    'old-tls': `${refused}: it supports only TLS 1.0 or 1.1, which is not allowed for this plug.\nTo allow it, set "oldTls": true in its entry of "devices".`,
  };
  logLimiter.log('warn', refusal, refusal === 'no-plug' ? address : `${address} ${clipped(mac)}`, texts[refusal]);
}
