import type { Clock } from '../clock.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import type { PushTexts } from '../texts/en/push-log.ts';

/** A plug whose key is known: it is in the config, or has replied over HTTP. */
export interface KnownPlug {
  /** In lower case. */
  readonly uuid: string;
  readonly key: string;
  /** The config says that this plug supports nothing newer than TLS 1.1. */
  readonly allowsOldTls: boolean;
}

/** The known plugs. Looked up at every use, because plugs become known while the broker runs. */
export interface KnownPlugs {
  /** @param mac lower case, with colons: the user name of a plug's login */
  byMac(mac: string): KnownPlug | undefined;
  /** @param uuid lower case */
  byUuid(uuid: string): KnownPlug | undefined;
}

/** Writes one entry to the log. No entry contains a key, a password, a signature or a payload. */
export type BrokerLog = (level: 'debug' | 'info' | 'warn' | 'error', text: string) => void;

/** What every kind of broker needs from the plugin, and what it reports to it. */
export interface BrokerOptions {
  readonly plugs: KnownPlugs;
  readonly clock: Clock;
  readonly log: BrokerLog;
  /** The texts for it, in the language of the config. */
  readonly texts: PushTexts;
  /** Called for each PUSH that is signed with the plug's key and is not a copy. */
  readonly onMessage: (uuid: string, message: Message) => void;
  /** A plug's session began or ended. With an external broker this is inferred; see `presence-tracker.ts`. */
  readonly onSession: (uuid: string, isAlive: boolean) => void;
}

/** Carries messages from and to plugs over MQTT, through the embedded or an external broker. */
export interface BrokerConnection {
  /**
   * Starts to accept messages. Call it once.
   * @throws {BrokerStartError} the broker cannot start; everything opened so far is closed again
   */
  start(): Promise<void>;

  /** Ends all sessions, pending requests and timers. May be called at any time. */
  close(): Promise<void>;

  /** Whether a request can be expected to reach this plug. */
  hasSession(uuid: string): boolean;

  /**
   * Sends one signed request over the plug's session, and checks that the reply belongs to it and comes from that plug.
   * If `signal` aborts with `TimeIsUp`, the plug was silent; with anything else, the call rejects with that reason.
   *
   * @throws {UnreachableError} nothing was sent: there is no session, or the plug is not known
   * @throws {NoAnswerError} sent, then silence, or the session ended
   * @throws {MalformedError} and `WrongKeyError`, `RefusedError`, `OtherPlugError`
   */
  request(uuid: string, request: Request, signal: AbortSignal): Promise<Message>;
}
