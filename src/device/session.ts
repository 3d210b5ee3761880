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

/** Makes the HTTP transport to an address; to whatever is there, as long as no target is known. */
export type TransportFactory = (target?: SessionTarget) => Transport;

/** Gives a piece of work its turn and its time: resolves as the work does. */
export type Slot = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export interface SessionOptions {
  readonly http: TransportFactory;
  /** The plug's session at a broker, while there is one. */
  readonly mqtt?: (uuid: string) => Transport | undefined;
  readonly clock: Clock;
  /** A proof of who is at an endpoint holds for two of these. */
  readonly pollMs: number;
  /** The plug's key; left out, no signature is looked at. */
  readonly key?: string;
  /** Whether replies of this plug were signed with our key before. Then no other reply counts. */
  readonly signs?: (uuid: string) => boolean;
  /** The plug has signed a reply with our key for the first time. */
  readonly onSigned?: (uuid: string) => void;
  /** What is known of the queries that this plug leaves unanswered, where that outlasts a session. */
  readonly unansweredQueriesOf?: (uuid: string) => UnansweredQueries;
  /** Whether a request was sent both in clear and encrypted before, in vain. */
  readonly hasTriedBoth?: boolean;
  readonly onTriedBoth?: () => void;
  /** Whether the plug is known to want its bodies encrypted. */
  readonly encrypted?: boolean;
  readonly onEncrypted?: (encrypted: boolean) => void;
  readonly macBehind?: ProofOptions['macBehind'];
  /** What is of use in debug logs only. */
  readonly debug?: (text: string) => void;
}

/** What a device wants to know of its session. */
export interface SessionObserver {
  /** A request leaves. */
  readonly onRequest: () => void;
  /** It failed, and not because the plug refused it. */
  readonly onMiss: (error: MerossError) => void;
  /** Takes in a reply. @throws {MalformedError} the plug cannot be shown by it */
  readonly onReply: (message: Message) => void;
  /** A query that fails while others are answered is not asked for a while, or ever again. */
  readonly onUnanswered: (namespace: string, isPermanent: boolean) => void;
}

/**
 * The conversation with one plug: what a refusal is, whether our plug is at the other end, whether it can be reached, and
 * on which transport. One for each plug and address; the plugin and the command line use the same.
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
   * Asks an address what is there: System.Ability, which every plug answers in clear, then System.All. The session is with
   * that plug from then on.
   *
   * @param uuid the plug that must be there, where that is known
   * @throws {OtherPlugError} another plug is there
   * @throws {MalformedError} it names another uuid inside its reply than outside
   * @throws as {@link query}
   */
  async identify(slot: Slot, uuid?: string): Promise<Identification> {
    const reply = await slot(signal => this.#queryAbility(signal, uuid));
    this.#noteSignature(reply);
    const abilities = systemAbility.parse(reply.payload);
    const target = { uuid: reply.header.uuid ?? '', encryptable: systemAbility.mayEncrypt(abilities) };
    this.open(target);
    const message = await slot(signal => this.#sendQuery(systemAll.get(), signal));
    const info = plugInfo(systemAll.parse(message.payload), abilities);
    if (info.uuid !== target.uuid) throw new MalformedError('it gives two different uuids in one answer');
    return { info, message };
  }

  /**
   * The session is with this plug from now on.
   * @param isProven the plug has just shown that it is there; if not, it is asked before the first command
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

  /** The device that shows this plug, from now on. */
  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  /**
   * Sends one query. Silence, and a reply that makes no sense, is judged by System.All, which is asked right after it.
   *
   * @throws {UnsupportedError} the plug does not answer this, though it is there; {@link pauseMs} tells when to ask again
   * @throws {GivenUpError} the slot was given to something else
   * @throws {MerossError} the plug cannot be reached, or what replies is not it
   */
  async query(request: Request, slot: Slot): Promise<Message> {
    const { namespace } = request;
    // What was merely refused may be sent again by whoever has a reason; what deafens the plug may not.
    if (this.#unanswered.resultFor(namespace) !== 'again' && this.#unanswered.pauseMs(namespace) > 0) {
      throw new UnsupportedError('the plug goes silent when asked for this', { namespace });
    }
    try {
      return await slot(signal => this.#sendQuery(request, signal));
    } catch (error) {
      if (!isInconclusive(error) || namespace === systemAll.NAMESPACE) throw error;
      await this.assertReachable([namespace], slot);
      if (this.#unanswered.unanswered(namespace) === 'later') this.#observer?.onUnanswered(namespace, false);
      throw new UnsupportedError('the plug answers others, and not this', { namespace, cause: error });
    }
  }

  /**
   * After a failure of these queries that says nothing of the plug: is it there?
   * @throws {MerossError} it does not answer System.All either
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

  /** How long not to ask a query that the plug does not answer, in milliseconds; 0 to ask it at its own pace. */
  pauseMs(namespace: string): number {
    return this.#unanswered.pauseMs(namespace);
  }

  /** Several queries in one request; errors as in {@link query}, but silence on it is for the caller to judge. */
  queryBatch(requests: readonly Request[], signal: AbortSignal): Promise<Message> {
    return this.#sendQuery(multiple.set(requests), signal);
  }

  /**
   * Sends one command to our plug: over HTTP only where it has shown that it is at the other end of that connection.
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
      // A refused command is a reply, and from our plug.
      if (!(error instanceof GivenUpError) && !(error instanceof RefusedError)) this.#recordMiss(error);
      throw error;
    }
  }

  /** One query, its reply taken in, and what that says of the plug. */
  async #sendQuery(request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    this.#observer?.onRequest();
    try {
      const message = await this.#openTransports().query(request, signal);
      this.#receiveReply(message);
      return message;
    } catch (cause) {
      const error = this.#toMerossError(request, cause);
      if (error instanceof GivenUpError) throw error;
      const isUnsupported = isRefusal(error) && !this.#unanswered.hasAnswered(namespace);
      if (isUnsupported && namespace !== multiple.NAMESPACE) {
        this.#unanswered.refused(namespace);
        throw new UnsupportedError(error.message, { namespace, cause: error });
      }
      const isUndecided = isUnsupported || (isInconclusive(error) && namespace !== systemAll.NAMESPACE);
      if (!isUndecided) this.#recordMiss(error);
      throw error;
    }
  }

  /** Of a plug that is known, on any of its transports; of whatever is at the address over HTTP. */
  #queryAbility(signal: AbortSignal, uuid: string | undefined): Promise<Message> {
    const request = systemAbility.get();
    if (uuid === undefined) return this.#options.http().request(request, signal, { mustBeSigned: this.#mustBeSigned });
    this.open({ uuid, encryptable: false });
    return this.#openTransports().query(request, signal);
  }

  #openTransports(): PlugTransports {
    if (this.#transports === undefined) throw new Error('a session that is with no plug yet');
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
/** Commands that every plug carries out, by one of the two. */
const SWITCHES: readonly string[] = [togglex.NAMESPACE, toggle.NAMESPACE];

/** What is known of a plug that has just been met for the first time. */
export const newUnansweredQueries = (clock: Clock): UnansweredQueries => new UnansweredQueries(clock, ALWAYS_ANSWERED);

/** Failures of one query that say nothing of the plug yet: System.All, asked right after, does. */
const isInconclusive = (error: unknown): boolean =>
  (error instanceof NoAnswerError && !error.hungUp) ||
  error instanceof MalformedError ||
  error instanceof NotSignedError ||
  error instanceof RefusedError;
