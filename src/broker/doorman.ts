import type { AedesOptions, Client } from 'aedes';
import { clipped } from '../protocol/decode.ts';
import { checkLogin, LONGEST_CLIENT_ID, returnCode, type Refusal } from './login.ts';
import type { KnownPlug, KnownPlugs } from './mail.ts';
import type { Sessions, Visit } from './sessions.ts';
import type { Teller } from './teller.ts';
import { mayPublish, maySubscribe } from './topics.ts';

export interface DoormanOptions {
  readonly plugs: KnownPlugs;
  readonly replyTopic: string;
  readonly sessions: Sessions;
  readonly teller: Teller;
  /** The connection behind an aedes client. */
  readonly visitOf: (client: Client) => Visit | undefined;
}

/** Who sends nothing for one and a half times this is gone. Plugs promise a sign of life every 30 or 120 s. */
const LONGEST_KEEP_ALIVE_SECONDS = 1200;

/** The rules of the house, as aedes asks for them: who may come in, say what and listen where. */
export function houseRules(options: DoormanOptions): AedesOptions {
  const { plugs, replyTopic, sessions, teller, visitOf } = options;
  let logins = 0;
  return {
    maxClientsIdLength: LONGEST_CLIENT_ID,
    maxTopicLevels: 8,
    queueLimit: 16,

    preConnect(client, packet, done) {
      const visit = visitOf(client);
      if (visit === undefined) {
        done(new Error('not through the door'), false);
        return;
      }
      const { clientId, username, password } = packet;
      const { tls } = visit;
      visit.verdict = checkLogin({ clientId, username, password: password?.toString('utf8'), tls }, plugs);
      visit.client = client;
      // What a session or a will would keep stays in memory for good. Plugs have neither: clean sessions, no will.
      packet.clean = true;
      delete packet.will;
      const { keepalive = 0 } = packet;
      packet.keepalive = Math.min(keepalive || LONGEST_KEEP_ALIVE_SECONDS, LONGEST_KEEP_ALIVE_SECONDS);
      // A client id would throw out whoever has the same. That is for the login to decide, in `Sessions`.
      packet.clientId = `client-${++logins}`;
      done(null, true);
    },

    authenticate(client, username, _password, done) {
      const visit = visitOf(client);
      const plug = plugOf(visit);
      if (visit === undefined || plug === undefined) {
        const refusal = visit?.verdict && 'refusal' in visit.verdict ? visit.verdict.refusal : 'no-plug';
        if (visit) tellRefusal(teller, refusal, visit.address, username?.toLowerCase() ?? '');
        done(Object.assign(new Error(refusal), { returnCode: returnCode(refusal) }), false);
        return;
      }
      visit.enter();
      sessions.begin(plug.uuid, visit);
      done(null, true);
    },

    authorizePublish(client, packet, done) {
      const visit = client ? visitOf(client) : undefined;
      const plug = plugOf(visit);
      const isOwn = plug !== undefined && mayPublish(packet.topic, plug.uuid, replyTopic);
      // Plugs use QoS 0 and 1; of 2, each message would have to be kept.
      if (visit === undefined || !isOwn || packet.qos === 2) {
        const what = isOwn ? 'with QoS 2' : `on ${clipped(packet.topic)}`;
        tellTrespass(teller, visit, `speaks ${what}`);
        done(new Error('not allowed'));
        return;
      }
      packet.retain = false;
      done(null);
    },

    authorizeSubscribe(client, subscription, done) {
      const visit = visitOf(client);
      const plug = plugOf(visit);
      if (visit === undefined || plug === undefined || !maySubscribe(subscription.topic, plug.uuid)) {
        tellTrespass(teller, visit, `wants to listen on ${clipped(subscription.topic)}`);
        done(null, null);
        return;
      }
      visit.topic = subscription.topic;
      done(null, subscription);
      sessions.update(plug.uuid, visit);
    },

    // We speak to each plug directly; what clients say is for us, and passed on to nobody.
    authorizeForward: (_client, packet) => ('clientId' in packet && packet.clientId !== undefined ? null : packet),
  };
}

/** Who is at the other end, if that was accepted. */
export function plugOf(visit: Visit | undefined): KnownPlug | undefined {
  return visit?.verdict !== undefined && 'plug' in visit.verdict ? visit.verdict.plug : undefined;
}

function tellTrespass(teller: Teller, visit: Visit | undefined, what: string): void {
  const who = visit?.address ?? 'a client';
  teller.tell('warn', 'trespass', who, `MQTT: ${who} ${what}, where it has no business; that is refused.`);
}

function tellRefusal(teller: Teller, refusal: Refusal, address: string, mac: string): void {
  const plug = `MQTT: the plug ${clipped(mac)} at ${address}`;
  const texts: Readonly<Record<Refusal, string>> = {
    'no-plug': `MQTT: ${address} does not log in as a Meross plug does, and is not let in.`,
    'unknown-plug': `${plug} is not let in: it is not in the config, or has not answered yet.\nAdd it, and it comes in by itself.`,
    'wrong-password': `${plug} is not let in: its key is another one than in the config.\nSet "key" to the key that this plug was given, and restart Homebridge.`,
    'other-plug': `${plug} is not let in: it calls itself by the name of another plug.`,
    'old-tls': `${plug} is not let in: it speaks only TLS 1.0 or 1.1, which is not allowed for this plug.`,
  };
  teller.tell('warn', refusal, refusal === 'no-plug' ? address : `${address} ${clipped(mac)}`, texts[refusal]);
}
