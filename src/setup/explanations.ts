import {
  GivenUpError,
  MalformedError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
} from '../errors.ts';
import type { Step } from './provisioning-error.ts';
import { BrokerProbeError } from './broker-address.ts';
import { BluetoothError } from './radio.ts';

/** What happened, the likely cause, and what to do: each a sentence; `likely` may be empty. */
export interface StepExplanation {
  readonly happened: string;
  readonly likely: string;
  readonly advice: string;
  /** Whether the advice is to reset the plug and to start again. */
  readonly startsOver?: boolean;
}

/** Where it happened, and how the user gets the connection back. */
export interface ConnectionHelp {
  readonly address: string;
  readonly help: string;
}

/** What the plug did: the rest of a sentence whose subject is the plug. Never contains text from the plug. */
export function failureText(error: unknown): string {
  if (error instanceof UnreachableError) return `cannot be reached: ${error.message}`;
  if (error instanceof NoAnswerError) return error.hungUp ? 'hung up without an answer' : 'did not answer in time';
  if (error instanceof MalformedError) return 'gave an answer that makes no sense';
  if (error instanceof WrongKeyError) return 'does not accept our signature';
  if (error instanceof OtherPlugError) return `is gone: another plug answers in its place (uuid ${error.found})`;
  if (error instanceof RefusedError) return `refused, with error ${error.code}`;
  if (error instanceof UnsupportedError) return `cannot do that: ${error.message}`;
  if (error instanceof GivenUpError) return 'was left alone: interrupted';
  return 'could not be dealt with, for a reason that was not foreseen';
}

/** Explains the failure of a step, for users. */
export function explainFailure(step: Step, error: unknown, { address, help }: ConnectionHelp): StepExplanation {
  if (error instanceof RangeError)
    return { happened: sentence(error.message), likely: '', advice: 'Correct it, and run this again.' };
  if (error instanceof BluetoothError) return { happened: sentence(error.message), likely: '', advice: help };
  if (error instanceof BrokerProbeError) {
    return {
      happened: sentence(error.message),
      likely: '',
      advice: 'The plug was left alone. Correct it, and run this again.',
    };
  }
  const happened = `${address}: while ${STEP_TEXTS[step]}, the plug ${failureText(error)}.`;
  return { happened, ...adviceFor(step, error, help) };
}

const STEP_TEXTS: Readonly<Record<Step, string>> = {
  look: 'it was asked what it is',
  abilities: 'it was asked what it can do',
  networks: 'it was asked which networks it sees',
  choose: 'a network was chosen',
  time: 'its clock and time zone were set',
  key: 'it was given its key',
  wifi: 'it was given the Wi-Fi',
  arrival: 'it was looked for on the network',
  broker: 'the broker was tried',
  'read back': 'it was asked for what it has now',
  'roll back': 'the old settings were written back',
};

function adviceFor(step: Step, error: unknown, help: string): Omit<StepExplanation, 'happened'> {
  if (error instanceof UnreachableError || error instanceof NoAnswerError) {
    const likely =
      step === 'look'
        ? 'Most likely this computer is not connected to the plug, or the plug is not in pairing mode.'
        : 'Most likely the plug has lost its power, or the connection to it broke.';
    return { likely, advice: help };
  }
  if (error instanceof WrongKeyError) return BEFORE_THE_KEY.includes(step) ? HAS_ANOTHER_KEY : TAKES_NO_KEY;
  if (error instanceof RefusedError) return REFUSED[step] ?? UNKNOWN_CAUSE;
  if (error instanceof OtherPlugError) {
    return { likely: 'Two plugs are in pairing mode.', advice: 'Unplug the other one, and run this again.' };
  }
  if (error instanceof GivenUpError) return { likely: '', advice: 'Run this again when you like.' };
  return UNKNOWN_CAUSE;
}

const BEFORE_THE_KEY: readonly Step[] = ['look', 'abilities', 'networks', 'choose', 'time', 'key'];

const HAS_ANOTHER_KEY: Omit<StepExplanation, 'happened'> = {
  likely: 'It is set up already, with another key.',
  advice:
    'Give that key to "meross-local rekey" if you know it. Otherwise hold the plug’s button for 5 seconds, which ' +
    'makes it forget everything, and run this again.',
  startsOver: true,
};

const TAKES_NO_KEY: Omit<StepExplanation, 'happened'> = {
  likely: 'It has not taken the key that it was given.',
  advice: 'Hold the plug’s button for 5 seconds, which makes it forget everything, and run this again.',
  startsOver: true,
};

const REFUSED: Readonly<Partial<Record<Step, Omit<StepExplanation, 'happened'>>>> = {
  key: {
    likely: 'Most likely it does not take this key, or it is not in pairing mode.',
    advice: 'Hold its button for 5 seconds, and run this again with a key that "meross-local key" makes.',
    startsOver: true,
  },
  wifi: {
    likely: 'Most likely it does not take the description of the network.',
    advice: 'Run this again, and choose the network from the plug’s own list.',
  },
};

const UNKNOWN_CAUSE: Omit<StepExplanation, 'happened'> = {
  likely: 'This may be another kind of device, or firmware that nobody has seen yet.',
  advice: 'Please report it, with the model and the firmware version.',
};

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
