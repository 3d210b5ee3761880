import { MalformedError, MerossError } from '../errors.ts';

/** The steps of setting up a plug, and of re-keying one, by the names that programs are told. */
export type Step =
  /** What is it? */
  | 'look'
  /** What can it do? */
  | 'abilities'
  /** Which networks does it see? */
  | 'networks'
  /** Which of them shall it join? */
  | 'choose'
  /** Clock and time zone. */
  | 'time'
  /** Our key, and the broker. */
  | 'key'
  /** Name and password of the network: the last thing it is told. */
  | 'wifi'
  /** It answers on the network, signed with our key. */
  | 'arrival'
  /** The new broker is tried, as the plug would. */
  | 'broker'
  /** The plug is asked whether it has what it was told. */
  | 'read back'
  /** What was there before is written back. */
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

/** What a failure leaves, as a sentence, and what follows from that. */
interface LeftSentences {
  readonly fact: string;
  /** Left out where the advice is to begin anew. */
  readonly consequence?: string;
}

const LEFT_SENTENCES: Readonly<Record<LeftOnPlug, LeftSentences>> = {
  nothing: { fact: 'Nothing on the plug was changed.' },
  'the clock, perhaps': { fact: 'The plug may have its clock and time zone already, which does no harm.' },
  'the key, perhaps': {
    fact: 'The plug may have the new key already, and has no Wi-Fi yet.',
    consequence: 'Keep that key: a second run with it goes on from here, also where its button had to be held.',
  },
  'the key': {
    fact: 'The plug has the new key, and no Wi-Fi yet.',
    consequence: 'Keep that key: a second run with it completes what was begun, also where its button had to be held.',
  },
  'the key, and the Wi-Fi perhaps': {
    fact: 'The plug has the new key, and may have the Wi-Fi.',
    consequence: 'Keep that key: if the plug is in pairing mode, a second run with it completes what was begun.',
  },
  'the key and the Wi-Fi': {
    fact: 'The plug has the new key, and was told the Wi-Fi.',
    consequence: 'Keep that key: if the plug is in pairing mode again, a second run with it completes what was begun.',
  },
  'the Wi-Fi, and another key': { fact: 'The plug has the Wi-Fi, and goes by another key than the new one.' },
  'the old settings again': { fact: 'The plug has its old key and broker again, as far as it says.' },
  'the old key or the new one': {
    fact: 'The plug has either its old key or the new one. Both are in the record file: keep it.',
  },
};

/** What to keep and what a second run does; where the plug is to forget everything, neither would be true. */
function leftText(left: LeftOnPlug, startsOver: boolean): string {
  const { fact, consequence } = LEFT_SENTENCES[left];
  return startsOver || consequence === undefined ? fact : `${fact} ${consequence}`;
}

export interface FailureAccount {
  readonly step: Step;
  /** One sentence: where, and what. */
  readonly happened: string;
  /** One sentence, or none where nothing likely is known. */
  readonly likely?: string;
  /** What to do, in a sentence or two. */
  readonly advice: string;
  /** The advice is to make the plug forget everything, and to begin anew. */
  readonly startsOver?: boolean;
  readonly left: LeftOnPlug;
  readonly cause?: unknown;
}

/** Setting up or re-keying a plug came to an end before it was done. All of it is fit for people; none of it is secret. */
export class ProvisioningError extends MerossError {
  override readonly kind = 'setup';
  readonly step: Step;
  readonly happened: string;
  readonly likely: string;
  readonly advice: string;
  /** What is half-done, for programs. */
  readonly left: LeftOnPlug;
  /** What is half-done, and what follows from it: a sentence or two, for people. */
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
 * The cause, without what the plug said: one that makes no sense may be an echo of our question, and that held the key
 * or the password. The parsers quote what they could not read in their own causes.
 */
function withoutEcho(cause: unknown): unknown {
  if (!(cause instanceof MalformedError)) return cause;
  const { namespace } = cause;
  return new MalformedError('an answer that makes no sense', namespace === undefined ? {} : { namespace });
}
