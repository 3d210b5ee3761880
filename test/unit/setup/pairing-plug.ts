/** A plug in pairing mode that goes wrong in one namespace or another. */
import { headerOf } from '../../../simulator/envelope.ts';
import { readAccount, type Account } from '../../../simulator/account.ts';
import type { WifiNetwork } from '../../../simulator/wifi-networks.ts';
import { readWifiPassword } from '../../../simulator/wifi-password.ts';
import type { Clock } from '../../../src/clock.ts';
import { isObject, type JsonObject } from '../../../src/protocol/decode.ts';
import type { Outcome } from '../../support/fate.ts';
import { TestPlug, type Reply, type SentRequest } from '../../support/test-plug.ts';

/** What the plug does with a request: as usual, or one of the ways in which things go wrong. */
export type PlugBehaviour =
  | 'answers'
  /** It does not reply; with `after doing it`, it has carried out the request. */
  | 'is silent'
  | 'is silent after doing it'
  | 'hangs up'
  | 'hangs up after doing it'
  | 'refuses'
  | 'says 5001'
  | 'talks nonsense'
  /** It repeats the request, cut off. */
  | 'echoes'
  /** It acknowledges, signed with another key. */
  | 'signs wrongly'
  /** It acknowledges its new key, signed with the old one, and goes by that: until it joins a network, or for good. */
  | 'goes by its new key later'
  | 'never goes by its new key'
  /** It acknowledges, and from then on there is no plug. */
  | 'vanishes'
  /** From here on there is no plug. */
  | 'loses its power';

export const UUID = '2401010000000000000048e1e9aabbcc';
export const MAC = '48:e1:e9:aa:bb:cc';

/** The network at home at three access points, one that is open, and one that is hidden. */
const networksWith = (password: string): readonly WifiNetwork[] => [
  { ssid: 'Maison', password, bssid: '11:22:33:44:55:66', signal: 40, channel: 6, encryption: 6, cipher: 3 },
  { ssid: 'Maison', password, bssid: '11-22-33-44-55-77', signal: 90, channel: 11, encryption: 8, cipher: 4 },
  { ssid: 'Maison', password, bssid: 'AA:22:33:44:55:66', signal: 5, channel: 3, encryption: 6, cipher: 3 },
  { ssid: 'Open café', password: '', bssid: '11:22:33:44:55:88', signal: 60, channel: 1, encryption: 0, cipher: 0 },
  { ssid: '', bssid: '11:22:33:44:55:99', signal: 99, channel: 1, encryption: 6, cipher: 3 },
];

const ABILITIES = [
  'System.Hardware',
  'System.Time',
  ...['Key', 'Trace', 'Wifi', 'WifiList', 'WifiX'].map(name => `Config.${name}`),
];

const OUTCOMES: Readonly<Record<PlugBehaviour, Outcome>> = {
  answers: 'answered',
  'is silent': 'lost',
  'is silent after doing it': 'answer lost',
  'hangs up': 'hung up',
  'hangs up after doing it': 'hung up after doing it',
  refuses: 'refused',
  'says 5001': 'wrong key',
  'talks nonsense': 'malformed',
  echoes: 'echoed',
  'signs wrongly': 'answered',
  'goes by its new key later': 'acknowledged only',
  'never goes by its new key': 'acknowledged only',
  vanishes: 'acknowledged only',
  'loses its power': 'no connection',
};

export class PairingPlug extends TestPlug {
  /** What it does in pairing mode, by namespace; it answers where nothing is set. */
  readonly behaviours = new Map<string, PlugBehaviour>();
  /** It checks signatures even in pairing mode. */
  isStrict = false;
  readonly #networks: WifiNetwork[];
  #laterAccount: Account | undefined;

  constructor(clock: Clock) {
    const networks = [...networksWith('hunter22')];
    super(clock, {
      type: 'mss305',
      hardwareVersion: '8.0.0',
      firmwareVersion: '8.3.15',
      uuid: UUID,
      abilities: ABILITIES,
      isNew: true,
      networks,
      delayMs: 0,
    });
    this.#networks = networks;
    this.fate = request => (this.core.mode === 'pairing' ? this.#outcomeOf(request) : 'answered');
  }

  get key(): string {
    return this.core.account.key;
  }

  set key(key: string) {
    this.core.assignAccount({ ...this.core.account, key }, 'at once');
  }

  /** The password of the network at home. */
  set homePassword(password: string) {
    this.#networks.splice(0, Infinity, ...networksWith(password));
  }

  /** With `Appliance.`. */
  get abilities(): readonly string[] {
    return [...this.core.abilities.keys()];
  }

  set abilities(names: readonly string[]) {
    this.update({ abilities: names.map(name => name.replace('Appliance.', '')) });
  }

  /** The requests in pairing mode: their namespaces without `Appliance.`, oldest first. */
  get requested(): readonly string[] {
    return this.#pairingRequests.map(({ namespace }) => namespace.replace('Appliance.', ''));
  }

  /** The keys of the same requests, by their signatures: one of {@link knownKeys}, or "?". */
  get signedWith(): readonly string[] {
    return this.#pairingRequests.map(({ key }) => key ?? '?');
  }

  /** The network that it was sent: name, password and the whole row. */
  get wifi(): { readonly ssid: string; readonly password: string | undefined; readonly row: JsonObject } | undefined {
    const command = this.requests.findLast(({ namespace }) => /Config\.WifiX?$/.test(namespace));
    const row = command?.payload['wifi'];
    if (command === undefined || !isObject(row)) return undefined;
    const sent = String(row['password']);
    const isEncrypted = command.namespace.endsWith('X');
    const plug = { type: this.model.type, uuid: UUID, macAddress: MAC };
    return { ssid: decoded(row['ssid']), password: isEncrypted ? readWifiPassword(sent, plug) : decoded(sent), row };
  }

  /** Whether it has joined the network at home. */
  get isAtHome(): boolean {
    return this.isReachable && this.core.mode === 'home';
  }

  /** It offers itself again. */
  returnToPairing(): void {
    this.core.wifi.leave();
  }

  /** What it does with the text of a request that reaches it in pairing mode. */
  replyTo(text: string): Promise<Reply> {
    return this.exchange(text, { signal: new AbortController().signal, mode: 'pairing' });
  }

  /** The text of a message from it. */
  messageText(messageId: string, namespace: string, method: string, payload: JsonObject): string {
    const header = headerOf(this.core, { method: '', namespace, payload, messageId }, method);
    return JSON.stringify({ header, payload });
  }

  get #pairingRequests(): readonly SentRequest[] {
    return this.requests.filter(({ mode }) => mode === 'pairing');
  }

  #outcomeOf({ namespace, payload, key }: SentRequest): Outcome {
    const isWronglySigned = this.isStrict && key !== this.key;
    const behaviour = this.behaviours.get(namespace) ?? (isWronglySigned ? 'says 5001' : 'answers');
    this.faults.signature = behaviour === 'signs wrongly' ? 'wrong' : 'right';
    if (behaviour === 'vanishes' || behaviour === 'loses its power') this.isReachable = false;
    const binding = payload['key'];
    if (behaviour === 'goes by its new key later' && isObject(binding)) {
      this.#laterAccount = readAccount(binding, this.core.account);
    }
    if (this.#laterAccount && /Config\.WifiX?$/.test(namespace)) this.core.assignAccount(this.#laterAccount, 'at once');
    return OUTCOMES[behaviour];
  }
}

const decoded = (base64: unknown): string => Buffer.from(String(base64), 'base64').toString('utf8');
