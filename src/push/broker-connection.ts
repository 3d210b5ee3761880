import type { Clock } from '../clock.ts';
import type { Message, Request } from '../protocol/envelope.ts';

/** A plug whose key we have: it is in the config, or has answered over HTTP. */
export interface KnownPlug {
  /** In lower case. */
  readonly uuid: string;
  readonly key: string;
  /** The user names it as one that speaks nothing newer than TLS 1.1. */
  readonly allowsOldTls: boolean;
}

/** The plugs we know, asked anew each time: plugs become known while the broker runs. */
export interface KnownPlugs {
  /** @param mac lower case, with colons: the user name of a plug's login */
  byMac(mac: string): KnownPlug | undefined;
  /** @param uuid lower case */
  byUuid(uuid: string): KnownPlug | undefined;
}

/** Where the log gets its lines. No line holds a key, a password, a signature or a payload. */
export type BrokerLog = (level: 'debug' | 'info' | 'warn' | 'error', text: string) => void;

/** What every kind of broker needs of the plugin, and tells it. */
export interface BrokerOptions {
  readonly plugs: KnownPlugs;
  readonly clock: Clock;
  readonly log: BrokerLog;
  /** A plug said something by itself: a PUSH, signed with its key, and not heard before. */
  readonly onMessage: (uuid: string, message: Message) => void;
  /** A plug's session began or ended. With a broker that is not ours this is known by evidence only; see `external-broker.ts`. */
  readonly onSession: (uuid: string, isAlive: boolean) => void;
}

/** Messages from plugs and to plugs over MQTT, whoever's broker it is. */
export interface BrokerConnection {
  /**
   * From now on plugs can come. Call it once.
   * @throws {BrokerStartError} it cannot be; what was opened is closed again
   */
  start(): Promise<void>;

  /** Ends all sessions and whatever waits. Nothing is left ticking; may be called at any time. */
  close(): Promise<void>;

  /** Whether this plug can be expected to hear us. */
  hasSession(uuid: string): boolean;

  /**
   * Sends one signed request over the plug's session, and checks that the answer is to it and from that plug.
   * If `signal` aborts with `TimeIsUp` that is the plug's silence; with anything else, the call rejects with just that.
   *
   * @throws {UnreachableError} nothing was sent: there is no session, or the plug is not known
   * @throws {NoAnswerError} sent, then silence, or the session ended
   * @throws {MalformedError} and `WrongKeyError`, `RefusedError`, `OtherPlugError`
   */
  request(uuid: string, request: Request, signal: AbortSignal): Promise<Message>;
}
