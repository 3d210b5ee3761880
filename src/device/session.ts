import type { Clock } from '../clock.ts';
import {
  asMerossError,
  GivenUpError,
  MalformedError,
  NoAnswerError,
  NotSignedError,
  RefusedError,
  UnsupportedError,
  type MerossError,
} from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as toggle from '../protocol/namespaces/toggle.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';
import { isRefusal } from '../protocol/refusal.ts';
import { isSignedWith } from '../protocol/signature.ts';
import type { Transport } from '../transport/transport.ts';
import { UnansweredQueries } from './unanswered-queries.ts';
import { plugInfo, type PlugInfo } from './plug-info.ts';
import { PlugHttp } from './plug-http.ts';
import { PlugTransports } from './plug-transports.ts';
import { Proof, type ProofOptions } from './proof.ts';

/** A plug that has just reported what it is, and the message in which it reported its state. */
export interface Identification {
  readonly info: PlugInfo;
  readonly message: Message;
}

/** The plug that a session is with: only its replies count. */
export interface SessionTarget {
  readonly uuid: string;
  /** It lists LAN encryption. */
  readonly encryptable: boolean;
}

/** Makes the HTTP transport to an address; without a target, to whatever plug is there. */
export type TransportFactory = (target?: SessionTarget) => Transport;

/** Runs a piece of work in its turn and within its time; settles as the work does. */
export type Slot = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export interface SessionOptions {
  readonly http: TransportFactory;
  /** The plug's session at a broker, while there is one. */
  readonly mqtt?: (uuid: string) => Transport | undefined;
  readonly clock: Clock;
  /** A proof of identity holds for two of these. */
  readonly pollMs: number;
  /** The plug's key; without it, no signature is checked. */
  readonly key?: string;
  /** Whether replies of this plug were signed with our key before. If so, all others are rejected. */
  readonly signs?: (uuid: string) => boolean;
  /** Called when the plug has signed a reply with our key for the first time. */
  readonly onSigned?: (uuid: string) => void;
  /** The queries that this plug leaves unanswered, if they outlast a session. */
  readonly unansweredQueriesOf?: (uuid: string) => UnansweredQueries;
  /** Whether a request was already sent both in clear and encrypted, and both failed. */
  readonly hasTriedBoth?: boolean;
  readonly onTriedBoth?: () => void;
  /** Whether the plug is known to require encrypted bodies. */
  readonly encrypted?: boolean;
  readonly onEncrypted?: (encrypted: boolean) => void;
  readonly macBehind?: ProofOptions['macBehind'];
  /** Logs a line at debug level. */
  readonly debug?: (text: string) => void;
}

/** What a session reports to its device. */
export interface SessionObserver {
  /** A request is sent. */
  readonly onRequest: () => void;
  /** A request failed, and the plug did not refuse it. */
  readonly onMiss: (error: MerossError) => void;
  /** A query got no reply in time, and it is not known yet whether another one would. */
  readonly onSilence?: () => void;
  /** A reply has come. @throws {MalformedError} the reply is invalid and the plug cannot be shown without it */
  readonly onReply: (message: Message) => void;
  /** A query was answered after so many milliseconds, its connection included. */
  readonly onRoundTrip?: (ms: number) => void;
  /** A query that fails while others are answered is paused for a while, or for good. */
  readonly onUnanswered: (namespace: string, isPermanent: boolean) => void;
}

/**
 * The session with one plug: decides what a refusal is, whether our plug is at the other end, whether it is reachable,
 * and over which transport. One for each plug and address; the plugin and the command line use the same class.
 */
export class Session {
  readonly #options: SessionOptions;
  #unanswered: UnansweredQueries;
  #observer: SessionObserver | undefined;
  #target: SessionTarget | undefined;
  #proof: Proof | undefined;
  #transports: PlugTransports | undefined;
  #hasSigned = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#unanswered = newUnansweredQueries(options.clock);
  }

  /**
   * Identifies the plug at an address: System.Ability, which every plug answers in clear, then System.All. From then on,
   * the session is with this plug.
   *
   * @param uuid the expected plug, if known
   * @param isCandidate the plug may be elsewhere: only a reply from this address counts, not one over MQTT
   * @throws {OtherPlugError} another plug is there
   * @throws {MalformedError} the uuid in the payload is not the one in the header
   * @throws as {@link query}
   */
  async identify(slot: Slot, uuid?: string, isCandidate = false): Promise<Identification> {
    const reply = await slot(signal => this.#queryAbility(signal, uuid, isCandidate));
    this.#noteSignature(reply);
    const abilities = systemAbility.parse(reply.payload);
    const target = { uuid: reply.header.uuid ?? '', encryptable: systemAbility.mayEncrypt(abilities) };
    this.open(target);
    const message = await slot(signal => this.#sendQuery(systemAll.get(), signal));
    const info = plugInfo(systemAll.parse(message.payload), abilities);
    if (info.uuid !== target.uuid)
      throw new MalformedError('the reply contains two different uuids', { reason: 'two senders' });
    return { info, message };
  }

  /**
   * Opens the session with this plug.
   * @param isProven the plug has just replied; if not, it is queried before the first command
   */
  open(target: SessionTarget, isProven = false): void {
    const { clock, pollMs, macBehind, mqtt, encrypted = false, onEncrypted = () => undefined } = this.#options;
    this.#unanswered = this.#options.unansweredQueriesOf?.(target.uuid) ?? this.#unanswered;
    const isAnswered = ({ method, namespace }: Request): boolean =>
      this.#unanswered.hasAnswered(namespace) || (method !== 'GET' && SWITCHES.includes(namespace));
    const proof = new Proof({ uuid: target.uuid, clock, pollMs, macBehind, isProven });
    const http = new PlugHttp({
      http: this.#options.http(target),
      clock,
      encryptable: target.encryptable,
      encrypted,
      onEncrypted,
      hasTriedBoth: this.#options.hasTriedBoth === true,
      onTriedBoth: () => this.#options.onTriedBoth?.(),
      proof,
      mustBeSigned: this.#mustBeSigned,
      isAnswered,
    });
    this.#target = target;
    this.#proof = proof;
    this.#transports = new PlugTransports({ http, mqtt: () => mqtt?.(target.uuid), clock, isAnswered });
  }

  /** Sets the device that shows this plug. */
  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  /**
   * Sends one query. After silence or an invalid reply, a query of System.All decides what the failure means.
   *
   * @throws {UnsupportedError} the reachable plug does not answer this query; {@link pauseMs} returns when to ask again
   * @throws {GivenUpError} the slot was given to something else
   * @throws {MerossError} the plug cannot be reached, or another plug replies
   */
  async query(request: Request, slot: Slot): Promise<Message> {
    const { namespace } = request;
    // A query that was only refused may be repeated; one that silences the plug may not.
    if (this.#unanswered.resultFor(namespace) !== 'again' && this.#unanswered.pauseMs(namespace) > 0) {
      throw new UnsupportedError('this query silences the plug, so it is not sent', {
        namespace,
        reason: 'query silences',
      });
    }
    try {
      return await slot(signal => this.#sendQuery(request, signal));
    } catch (error) {
      if (!isInconclusive(error) || namespace === systemAll.NAMESPACE) throw error;
      await this.assertReachable([namespace], slot);
      if (this.#unanswered.unanswered(namespace) === 'later') this.#observer?.onUnanswered(namespace, false);
      throw new UnsupportedError('the plug answers other queries, but not this one', {
        namespace,
        cause: error,
        reason: 'query not supported',
      });
    }
  }

  /**
   * Checks, after an inconclusive failure of these queries, that the plug is reachable.
   * @throws {MerossError} the plug does not answer System.All either
   */
  async assertReachable(namespaces: readonly string[], slot: Slot): Promise<void> {
    try {
      await slot(signal => this.#sendQuery(systemAll.get(), signal));
    } catch (error) {
      if (error instanceof GivenUpError) throw error;
      this.#unanswered.causedOutage(namespaces);
      for (const namespace of namespaces) {
        const result = this.#unanswered.resultFor(namespace);
        if (result !== 'again') this.#observer?.onUnanswered(namespace, result === 'never');
      }
      throw error;
    }
  }

  /** How long a query that the plug does not answer is paused, in milliseconds; 0 if it keeps its interval. */
  pauseMs(namespace: string): number {
    return this.#unanswered.pauseMs(namespace);
  }

  /** Several queries in one request; errors as in {@link query}, except that the caller handles silence. */
  queryBatch(requests: readonly Request[], signal: AbortSignal): Promise<Message> {
    return this.#sendQuery(multiple.set(requests), signal);
  }

  /**
   * Sends one command to our plug: over HTTP only if the plug is proven to be at the other end of the connection.
   * @throws {MerossError} not acknowledged
   */
  async command(request: Request, signal: AbortSignal): Promise<Message> {
    this.#observer?.onRequest();
    try {
      const transports = this.#openTransports();
      const message = await transports.command(request, signal, proof => this.#receiveReply(proof));
      this.#receiveReply(message);
      return message;
    } catch (cause) {
      const error = this.#toMerossError(request, cause);
      // A refusal is a reply, so it is no miss.
      if (!(error instanceof GivenUpError) && !(error instanceof RefusedError)) this.#recordMiss(error);
      throw error;
    }
  }

  /** Sends one query and processes its reply or its failure. */
  async #sendQuery(request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    this.#observer?.onRequest();
    const sentAtMs = this.#options.clock.now();
    try {
      const message = await this.#openTransports().query(request, signal);
      this.#observer?.onRoundTrip?.(this.#options.clock.now() - sentAtMs);
      this.#receiveReply(message);
      return message;
    } catch (cause) {
      const error = this.#toMerossError(request, cause);
      if (error instanceof GivenUpError) throw error;
      const isUnsupported = isRefusal(error) && !this.#unanswered.hasAnswered(namespace);
      if (isUnsupported && namespace !== multiple.NAMESPACE) {
        this.#unanswered.refused(namespace);
        const { message: text, reason } = error;
        throw new UnsupportedError(text, { namespace, cause: error, ...(reason !== undefined && { reason }) });
      }
      const isUndecided = isUnsupported || (isInconclusive(error) && namespace !== systemAll.NAMESPACE);
      if (!isUndecided) this.#recordMiss(error);
      else if (isSilence(error)) this.#observer?.onSilence?.();
      throw error;
    }
  }

  /** Over any transport to the address of a known plug; else over HTTP. */
  #queryAbility(signal: AbortSignal, uuid: string | undefined, isCandidate: boolean): Promise<Message> {
    const request = systemAbility.get();
    const target = uuid === undefined ? undefined : { uuid, encryptable: false };
    if (target !== undefined) this.open(target);
    if (target !== undefined && !isCandidate) return this.#openTransports().query(request, signal);
    return this.#options.http(target).request(request, signal, { mustBeSigned: this.#mustBeSigned });
  }

  #openTransports(): PlugTransports {
    if (this.#transports === undefined) throw new Error('the session is not open');
    return this.#transports;
  }

  #receiveReply(message: Message): void {
    this.#noteSignature(message);
    const parts = message.header.namespace === multiple.NAMESPACE ? multiple.parse(message) : [message];
    for (const part of parts) {
      this.#observer?.onReply(part);
      this.#unanswered.answered(part.header.namespace);
    }
  }

  #noteSignature({ header }: Message): void {
    const { key, onSigned } = this.#options;
    if (this.#hasSigned || key === undefined || header.uuid === undefined || !isSignedWith(header, key)) return;
    this.#hasSigned = true;
    if (!this.#wasSigned(header.uuid)) onSigned?.(header.uuid);
  }

  #toMerossError({ method, namespace }: Request, cause: unknown): MerossError {
    const error = asMerossError(cause);
    this.#options.debug?.(`${method} ${namespace}: ${error.message}`);
    return error;
  }

  #recordMiss(error: MerossError): void {
    this.#proof?.withdraw();
    this.#observer?.onMiss(error);
  }

  readonly #mustBeSigned = (uuid: string): boolean =>
    this.#options.key !== undefined && ((this.#hasSigned && this.#target?.uuid === uuid) || this.#wasSigned(uuid));

  #wasSigned(uuid: string): boolean {
    return this.#options.signs?.(uuid) === true;
  }
}

/** Queries that every plug answers: a hang-up on one of these is no refusal. */
const ALWAYS_ANSWERED = [systemAbility.NAMESPACE, systemAll.NAMESPACE];
/** Every plug carries out commands of one of these two namespaces. */
const SWITCHES: readonly string[] = [togglex.NAMESPACE, toggle.NAMESPACE];

/** The unanswered queries of a new plug: none yet. */
export const newUnansweredQueries = (clock: Clock): UnansweredQueries => new UnansweredQueries(clock, ALWAYS_ANSWERED);

/** Failures of one query that do not show yet whether the plug is reachable: a query of System.All decides. */
const isInconclusive = (error: unknown): boolean =>
  isSilence(error) ||
  error instanceof MalformedError ||
  error instanceof NotSignedError ||
  error instanceof RefusedError;

const isSilence = (error: unknown): boolean => error instanceof NoAnswerError && !error.hungUp;
