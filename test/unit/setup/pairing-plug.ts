/**
 * A plug in pairing mode, as the notes on provisioning describe it, without any link: text in, text out. Signs by
 * itself and reads passwords by itself, so that a mistake of ours does not agree with itself.
 */
import { createDecipheriv, createHash } from 'node:crypto';
import { isObject } from '../../../src/protocol/decode.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the plug does with a question: as usual, or one of the ways in which things go wrong. */
export type PlugBehaviour =
  | 'answers'
  /** It says nothing; `after doing it` too, but it has done it. */
  | 'is silent'
  | 'is silent after doing it'
  | 'hangs up'
  | 'hangs up after doing it'
  | 'refuses'
  | 'says 5001'
  | 'talks nonsense'
  /** It repeats the question, cut off. */
  | 'echoes'
  /** It acknowledges, signed with another key. */
  | 'signs wrongly'
  /** It acknowledges its new key, signed with the old one, and goes by that: until it joins a network, or for good. */
  | 'goes by its new key later'
  | 'never goes by its new key'
  /** From here on there is no plug. */
  | 'loses its power';

/** What comes back. */
export type Reply = { readonly text: string } | 'silence' | 'hang-up' | 'gone';

export const UUID = '2401010000000000000048e1e9aabbcc';
export const MAC = '48:e1:e9:aa:bb:cc';

export const NETWORKS: readonly Json[] = [
  { ssid: 'TWFpc29u', bssid: '11:22:33:44:55:66', signal: 40, channel: 6, encryption: 6, cipher: 3 },
  { ssid: 'TWFpc29u', bssid: '11-22-33-44-55-77', signal: 90, channel: 11, encryption: 8, cipher: 4 },
  { ssid: 'T3BlbiBjYWbDqQ==', bssid: '11:22:33:44:55:88', signal: 60, channel: 1, encryption: 0, cipher: 0 },
  { ssid: '', bssid: '11:22:33:44:55:99', signal: 99, channel: 1, encryption: 6, cipher: 3 },
];

const ABILITIES = [
  'Appliance.System.All',
  'Appliance.System.Ability',
  'Appliance.System.Hardware',
  'Appliance.System.Time',
  'Appliance.Config.Key',
  'Appliance.Config.Trace',
  'Appliance.Config.Wifi',
  'Appliance.Config.WifiList',
  'Appliance.Config.WifiX',
];

export class PairingPlug {
  /** The settings that it has received and stored. */
  key = '';
  binding: Json | undefined;
  time: Json | undefined;
  wifi: { readonly ssid: string; readonly password: string; readonly row: Json } | undefined;
  /** The one network that it can join, and its password. */
  home = { ssid: 'Maison', password: 'hunter22' };
  abilities: readonly string[] = ABILITIES;
  networks: readonly Json[] = NETWORKS;
  /** It checks signatures even in pairing mode. */
  isStrict = false;
  isOn = true;
  /** It has received a network, and has left pairing mode for it. */
  hasLeft = false;
  #laterKey: string | undefined;
  readonly behaviours = new Map<string, PlugBehaviour>();
  readonly requested: string[] = [];
  /** The key of every question, by its signature: one of these, or "?". */
  readonly signedWith: string[] = [];
  readonly knownKeys: string[] = [''];

  /** What it would say in pairing mode to this text. */
  replyTo(text: string): Reply {
    if (!this.isOn || this.hasLeft) return 'gone';
    const { namespace, method, messageId, payload, timestamp, sign } = read(text);
    this.requested.push(namespace.replace('Appliance.', ''));
    this.signedWith.push(this.knownKeys.find(key => md5(messageId + key + timestamp) === sign) ?? '?');
    const behaviour =
      this.behaviours.get(namespace) ??
      (this.isStrict && this.#isWronglySigned(messageId, timestamp, sign) ? 'says 5001' : 'answers');
    const reply = (type: string, body: Json, key = this.key): Reply => ({
      text: this.message(messageId, namespace, type, body, key),
    });
    if (behaviour === 'loses its power') this.isOn = false;
    if (behaviour === 'loses its power') return 'gone';
    if (behaviour === 'is silent') return 'silence';
    if (behaviour === 'hangs up') return 'hang-up';
    if (behaviour === 'refuses') return reply('ERROR', { error: { code: 5000 } });
    if (behaviour === 'says 5001') return reply('ERROR', { error: { code: 5001 } });
    if (behaviour === 'talks nonsense') return { text: '{"header":{"messageId":"' + messageId + '"},"payload":7}' };
    if (behaviour === 'echoes') return { text: text.slice(0, -20) };
    if (behaviour.endsWith('by its new key later')) this.#laterKey = String(part(payload, 'key')['key']);
    if (behaviour.includes('by its new key')) return reply(`${method}ACK`, {});
    const body = this.#execute(namespace, method, payload);
    if (behaviour === 'is silent after doing it') return 'silence';
    if (behaviour === 'hangs up after doing it') return 'hang-up';
    return reply(`${method}ACK`, body, behaviour === 'signs wrongly' ? 'quite another' : this.key);
  }

  /** Whether it is on the network at home: it has received the right name and password. */
  get isAtHome(): boolean {
    return this.isOn && this.hasLeft && this.wifi?.ssid === this.home.ssid && this.wifi.password === this.home.password;
  }

  /** It could not join, and offers itself again. */
  returnToPairing(): void {
    this.hasLeft = false;
  }

  message(messageId: string, namespace: string, method: string, payload: Json, key = this.key): string {
    const timestamp = 483;
    const from = `/appliance/${UUID}/publish`;
    const signed = { timestamp, timestampMs: 164, sign: md5(messageId + key + String(timestamp)) };
    const header = { messageId, namespace, method, payloadVersion: 1, from, uuid: UUID, ...signed };
    return JSON.stringify({ header, payload });
  }

  #isWronglySigned(messageId: string, timestamp: string, sign: string): boolean {
    return md5(messageId + this.key + timestamp) !== sign;
  }

  #execute(namespace: string, method: string, payload: Json): Json {
    if (namespace === 'Appliance.Config.Key' && method === 'SET') {
      this.binding = part(payload, 'key');
      this.key = String(this.binding['key']);
    }
    if (namespace === 'Appliance.System.Time') this.time = part(payload, 'time');
    if (/Config\.WifiX?$/.test(namespace)) this.#join(part(payload, 'wifi'), namespace.endsWith('X'));
    return this.#payloadOf(namespace);
  }

  #payloadOf(namespace: string): Json {
    const hardware = {
      type: 'mss305',
      subType: 'eu',
      version: '8.0.0',
      chipType: 'rtl8720cf',
      uuid: UUID,
      macAddress: MAC,
    };
    if (namespace === 'Appliance.System.Hardware') return { hardware };
    if (namespace === 'Appliance.System.Ability') {
      return { payloadVersion: 1, ability: Object.fromEntries(this.abilities.map(name => [name, {}])) };
    }
    if (namespace === 'Appliance.Config.WifiList') return { wifiList: this.networks };
    if (namespace === 'Appliance.Config.Trace')
      return { trace: { ssid: 'TWFpc29u', bssid: '', rssi: -60, code: 7, info: 'auth' } };
    if (namespace !== 'Appliance.System.All') return {};
    const firmware = { version: '8.3.15', server: '', port: 0, userId: 0 };
    const system = { hardware, firmware, time: { timestamp: 483, timezone: '' }, online: { status: 0 } };
    return { all: { system, digest: { togglex: [{ channel: 0, onoff: 0, lmTime: 0 }] } } };
  }

  #join(row: Json, isSealed: boolean): void {
    const ssid = Buffer.from(String(row['ssid']), 'base64').toString('utf8');
    const bytes = Buffer.from(String(row['password']), 'base64');
    this.wifi = { ssid, password: isSealed ? decrypted(bytes) : bytes.toString('utf8'), row };
    this.hasLeft = true;
    this.key = this.#laterKey ?? this.key;
  }
}

/** A plug reads up to the first zero byte. */
function decrypted(bytes: Buffer): string {
  const key = Buffer.from(md5(`mss305${UUID}${MAC}`), 'ascii');
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16, '0')).setAutoPadding(false);
  return (
    Buffer.concat([decipher.update(bytes), decipher.final()])
      .toString('utf8')
      .split('\0')[0] ?? ''
  );
}

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

function part(holder: Json, name: string): Json {
  const value = holder[name];
  if (!isObject(value)) throw new Error(`a question without ${name}`);
  return value;
}

interface ParsedRequest {
  readonly namespace: string;
  readonly method: string;
  readonly messageId: string;
  readonly timestamp: string;
  readonly sign: string;
  readonly payload: Json;
}

function read(text: string): ParsedRequest {
  const message: unknown = JSON.parse(text);
  if (!isObject(message)) throw new Error('not a message');
  const header = part(message, 'header');
  const field = (name: string): string => String(header[name]);
  return {
    namespace: field('namespace'),
    method: field('method'),
    messageId: field('messageId'),
    timestamp: field('timestamp'),
    sign: field('sign'),
    payload: part(message, 'payload'),
  };
}
