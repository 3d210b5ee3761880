import {
  asMerossError,
  asPlugError,
  InternalError,
  NoAnswerError,
  perKind,
  type MerossError,
  type PerKind,
} from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { PlugHttp } from '../device/plug-http.ts';
import { HttpTransport } from '../transport/http.ts';
import type { Address, HttpQuirks } from '../transport/transport.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import type { ExitStatus } from './finding.ts';
import { withTimeout, TimeIsUp, type Timed, type DoctorTools } from './doctor-tools.ts';

export interface DiagnosticSessionOptions {
  readonly address: Address;
  readonly key: string;
  /** The uuid that replies must have, if it is known. */
  readonly uuid?: string;
  readonly encryptable?: boolean;
  readonly quirks: HttpQuirks;
}

/** Signed queries to one plug, one after the other. */
export class DiagnosticSession {
  readonly #http: PlugHttp;
  readonly #tools: DoctorTools;
  #quirks: HttpQuirks;
  #isSignedWithOtherKey = false;

  constructor(options: DiagnosticSessionOptions, tools: DoctorTools) {
    this.#tools = tools;
    this.#quirks = options.quirks;
    const { clock } = tools;
    const http = new HttpTransport({
      ...options,
      clock,
      onQuirks: quirks => {
        this.#quirks = { ...this.#quirks, lenient: quirks.lenient };
      },
      debug: () => {
        this.#isSignedWithOtherKey = true;
      },
    });
    this.#http = new PlugHttp({
      http,
      clock,
      encryptable: options.encryptable ?? false,
      encrypted: options.quirks.encrypted,
      onEncrypted: encrypted => {
        this.#quirks = { ...this.#quirks, encrypted };
      },
      proof: undefined,
      mustBeSigned: () => false,
      isAnswered: () => false,
    });
  }

  /** Whether a message was encrypted. */
  get hasEncrypted(): boolean {
    return this.#quirks.encrypted || this.#http.hasTriedBoth;
  }

  /** The quirks that the plug has shown so far. */
  get quirks(): HttpQuirks {
    return this.#quirks;
  }

  /** Whether a reply was signed with another key than ours. Some firmware does that although its key is right. */
  get isSignedWithOtherKey(): boolean {
    return this.#isSignedWithOtherKey;
  }

  /**
   * Sends one query. Returns an error of the plug instead of throwing it, because the error is a finding.
   * @throws the user's reason to stop, and an error that is our mistake
   */
  async query(request: Request): Promise<Timed<Message> | MerossError> {
    try {
      return await withTimeout(this.#tools, signal => this.#http.query(request, signal));
    } catch (error) {
      if (this.#tools.signal.aborted) throw error;
      // The transport usually throws this error itself; which of the two deadlines ends first is chance.
      if (error instanceof TimeIsUp) return new NoAnswerError('connected, then silence', { hungUp: false });
      const merossError = asMerossError(error);
      if (merossError instanceof InternalError) throw error;
      return merossError;
    }
  }
}

/** Whether a query got a reply. */
export function isReply(result: Timed<Message> | MerossError): result is Timed<Message> {
  return !(result instanceof Error);
}

/** Why a query failed, in our words, and the exit status for it. */
export interface QueryFailure {
  readonly says: string;
  readonly why: string;
  readonly exit: ExitStatus;
}

/** The failure for each kind of error. */
const QUERY_FAILURES: PerKind<[DoctorTexts['failure']], QueryFailure> = {
  unreachable: (_, { unreachable }) => ({ says: unreachable, why: 'unreachable', exit: EXIT.unreachable }),
  'no-answer': ({ hungUp }, texts) =>
    hungUp
      ? { says: texts.hungUp, why: 'hang-up', exit: EXIT.refused }
      : { says: texts.silent, why: 'silence', exit: EXIT.unreachable },
  refused: ({ code }, texts) => ({
    says: texts.error({ code }),
    why: `error ${code}`,
    exit: EXIT.refused,
  }),
  'other-plug': (_, { otherPlug }) => ({ says: otherPlug, why: 'other plug', exit: EXIT.otherDevice }),
  'not-signed': (_, { notSigned }) => ({
    says: notSigned,
    why: 'not signed',
    exit: EXIT.otherDevice,
  }),
  malformed: (_, { malformed }) => ({ says: malformed, why: 'malformed', exit: EXIT.failed }),
  'wrong-key': otherFailure,
  unsupported: otherFailure,
  locked: otherFailure,
  'given-up': otherFailure,
  internal: otherFailure,
};

function otherFailure({ name }: MerossError, { other }: DoctorTexts['failure']): QueryFailure {
  return { says: other, why: name, exit: EXIT.failed };
}

/** Why a query that should work failed. */
export function queryFailureOf(error: MerossError, { failure }: DoctorTexts): QueryFailure {
  return perKind(QUERY_FAILURES, asPlugError(error), failure);
}
