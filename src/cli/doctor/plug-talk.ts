import {
  asMerossError,
  asPlugError,
  InternalError,
  NoAnswerError,
  perKind,
  type MerossError,
  type PerKind,
} from '../../errors.ts';
import type { Message, Request } from '../../protocol/envelope.ts';
import { PlugHttp } from '../../device/plug-http.ts';
import { HttpTransport } from '../../transport/http.ts';
import type { Address, HttpQuirks } from '../../transport/transport.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from './finding.ts';
import { inTime, TimeIsUp, type Timed, type Tools } from './tools.ts';

export interface TalkOptions {
  readonly address: Address;
  readonly key: string;
  /** The plug whose answers count, once that is known. */
  readonly uuid?: string;
  readonly encryptable?: boolean;
  readonly manner: HttpQuirks;
}

/** Signed questions to one plug, one after the other. */
export class PlugTalk {
  readonly #http: PlugHttp;
  readonly #tools: Tools;
  #manner: HttpQuirks;
  #isSignedOtherwise = false;

  constructor(options: TalkOptions, tools: Tools) {
    this.#tools = tools;
    this.#manner = options.manner;
    const { clock } = tools;
    const http = new HttpTransport({
      ...options,
      clock,
      onQuirks: manner => {
        this.#manner = { ...this.#manner, lenient: manner.lenient };
      },
      debug: () => {
        this.#isSignedOtherwise = true;
      },
    });
    this.#http = new PlugHttp({
      http,
      clock,
      encryptable: options.encryptable ?? false,
      encrypted: options.manner.encrypted,
      onEncrypted: encrypted => {
        this.#manner = { ...this.#manner, encrypted };
      },
      proof: undefined,
      mustBeSigned: () => false,
      isAnswered: () => false,
    });
  }

  /** Whether a cipher was used at all. */
  get hasEncrypted(): boolean {
    return this.#manner.encrypted || this.#http.hasTriedBoth;
  }

  /** How it wants to be spoken to, as far as it has shown. */
  get manner(): HttpQuirks {
    return this.#manner;
  }

  /** Whether an answer was signed with another key than ours, as some firmware does though its key is right. */
  get isSignedOtherwise(): boolean {
    return this.#isSignedOtherwise;
  }

  /**
   * One question. What went wrong is returned, for that is what a doctor wants to know.
   * @throws the user's reason to stop; and mistakes of ours
   */
  async ask(request: Request): Promise<Timed<Message> | MerossError> {
    try {
      return await inTime(this.#tools, signal => this.#http.query(request, signal));
    } catch (error) {
      if (this.#tools.signal.aborted) throw error;
      // The transport mostly says so itself; which of the two notices first is chance.
      if (error instanceof TimeIsUp) return new NoAnswerError('connected, then silence', { hungUp: false });
      const known = asMerossError(error);
      if (known instanceof InternalError) throw error;
      return known;
    }
  }
}

/** Whether a question was answered. */
export function isAnswer(result: Timed<Message> | MerossError): result is Timed<Message> {
  return !(result instanceof Error);
}

/** What went wrong, in words of ours, and what the command would end with. */
export interface Trouble {
  readonly says: string;
  readonly why: string;
  readonly exit: ExitStatus;
}

/** Each kind of error, as what a question that should work met with. */
const TROUBLES: PerKind<[], Trouble> = {
  unreachable: () => ({ says: 'it could no longer be connected to', why: 'unreachable', exit: EXIT.unreachable }),
  'no-answer': ({ hungUp }) =>
    hungUp
      ? { says: 'it hung up', why: 'hang-up', exit: EXIT.refused }
      : { says: 'it said nothing', why: 'silence', exit: EXIT.unreachable },
  refused: ({ code }) => ({
    says: `it answered with error ${code}`,
    why: `error ${code}`,
    exit: EXIT.refused,
  }),
  'other-plug': () => ({ says: 'another plug answered', why: 'other plug', exit: EXIT.otherDevice }),
  'not-signed': () => ({
    says: 'its reply is not signed with its key',
    why: 'not signed',
    exit: EXIT.otherDevice,
  }),
  malformed: () => ({ says: 'its answer makes no sense', why: 'malformed', exit: EXIT.failed }),
  'wrong-key': failed,
  unsupported: failed,
  locked: failed,
  'given-up': failed,
  internal: failed,
};

function failed({ name }: MerossError): Trouble {
  return { says: 'it failed', why: name, exit: EXIT.failed };
}

/** Why a question that should work did not. */
export function troubleOf(error: MerossError): Trouble {
  return perKind(TROUBLES, asPlugError(error));
}
