import { MalformedError, MerossError } from '../errors.ts';

/** The steps of setting up and of re-keying a plug; programs get these names. */
export type Step =
  /** Which plug is it? */
  | 'look'
  /** Which namespaces does it list? */
  | 'abilities'
  /** Which networks does it see? */
  | 'networks'
  /** Which of them is it to join? */
  | 'choose'
  /** Clock and time zone. */
  | 'time'
  /** Our key, and the broker. */
  | 'key'
  /** Name and password of the network: the last message in pairing mode. */
  | 'wifi'
  /** It answers on the network, signed with our key. */
  | 'arrival'
  /** The new broker is tried, as the plug would use it. */
  | 'broker'
  /** The plug is queried for the settings that it now has. */
  | 'read back'
  /** The previous settings are written back. */
  | 'roll back';

/** What a failure leaves on the plug. */
export type LeftOnPlug =
  | 'nothing'
  | 'the clock, perhaps'
  | 'the key, perhaps'
  | 'the key'
  | 'the key, and the Wi-Fi perhaps'
  | 'the key and the Wi-Fi'
  | 'the Wi-Fi, and another key'
  | 'the old settings again'
  | 'the old key or the new one';

/** What a failure leaves, as a sentence, and the consequence. */
interface LeftSentences {
  readonly fact: string;
  /** Omitted where the advice is to start again. */
  readonly consequence?: string;
}

const LEFT_SENTENCES: Readonly<Record<LeftOnPlug, LeftSentences>> = {
  nothing: { fact: 'Nothing on the plug was changed.' },
  'the clock, perhaps': { fact: 'The clock and time zone of the plug may be set, which does no harm.' },
  'the key, perhaps': {
    fact: 'The plug may already have the new key; it has no Wi-Fi yet.',
    consequence: 'Keep that key: a second run with it continues from here, even after the plug was reset.',
  },
  'the key': {
    fact: 'The plug has the new key, and no Wi-Fi yet.',
    consequence: 'Keep that key: a second run with it completes the setup, even after the plug was reset.',
  },
  'the key, and the Wi-Fi perhaps': {
    fact: 'The plug has the new key, and may have the Wi-Fi settings.',
    consequence: 'Keep that key: if the plug is in pairing mode, a second run with it completes the setup.',
  },
  'the key and the Wi-Fi': {
    fact: 'The plug has the new key and the Wi-Fi settings.',
    consequence: 'Keep that key: if the plug is in pairing mode again, a second run with it completes the setup.',
  },
  'the Wi-Fi, and another key': { fact: 'The plug has the Wi-Fi settings, but uses another key.' },
  'the old settings again': { fact: 'The plug has its old key and broker again, by its own report.' },
  'the old key or the new one': {
    fact: 'The plug has either its old key or the new one. Both are in the record file: keep it.',
  },
};

/** What to keep and what a second run does. If the plug is to be reset, neither is true, so only the fact remains. */
function leftText(left: LeftOnPlug, startsOver: boolean): string {
  const { fact, consequence } = LEFT_SENTENCES[left];
  return startsOver || consequence === undefined ? fact : `${fact} ${consequence}`;
}

export interface FailureAccount {
  readonly step: Step;
  /** One sentence: where, and what. */
  readonly happened: string;
  /** One sentence; empty where no cause is likely. */
  readonly likely?: string;
  /** What to do, in a sentence or two. */
  readonly advice: string;
  /** Whether the advice is to reset the plug and to start again. */
  readonly startsOver?: boolean;
  readonly left: LeftOnPlug;
  readonly cause?: unknown;
}

/** Setting up or re-keying a plug failed. All fields are for users; none of them is secret. */
export class ProvisioningError extends MerossError {
  override readonly kind = 'setup';
  readonly step: Step;
  readonly happened: string;
  readonly likely: string;
  readonly advice: string;
  /** What is half-done, for programs. */
  readonly left: LeftOnPlug;
  /** What is half-done, and the consequence: a sentence or two, for users. */
  readonly whatIsLeft: string;

  constructor({ step, happened, likely = '', advice, startsOver = false, left, cause }: FailureAccount) {
    const whatIsLeft = leftText(left, startsOver);
    super([happened, likely, advice, whatIsLeft].filter(part => part !== '').join(' '), { cause: withoutEcho(cause) });
    this.step = step;
    this.happened = happened;
    this.likely = likely;
    this.advice = advice;
    this.left = left;
    this.whatIsLeft = whatIsLeft;
  }
}

/**
 * The cause, without text from the plug: a malformed reply may be an echo of our request, which contained the key or
 * the password. The parsers quote what they could not read in their own causes.
 */
function withoutEcho(cause: unknown): unknown {
  if (!(cause instanceof MalformedError)) return cause;
  const { namespace } = cause;
  return new MalformedError('a malformed reply', namespace === undefined ? {} : { namespace });
}
