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
  if (error instanceof UnreachableError) return `cannot be reached (${error.message})`;
  if (error instanceof NoAnswerError) return error.hungUp ? 'hung up without a reply' : 'did not answer in time';
  if (error instanceof MalformedError) return 'sent a malformed reply';
  if (error instanceof WrongKeyError) return 'does not accept our signature';
  if (error instanceof OtherPlugError) return `did not answer, but another plug did (uuid ${error.found})`;
  if (error instanceof RefusedError) return `refused with error ${error.code}`;
  if (error instanceof UnsupportedError) return `does not support that (${error.message})`;
  if (error instanceof GivenUpError) return 'did not finish before the command was interrupted';
  return 'failed for an unexpected reason';
}

/** Explains the failure of a step, for users. */
export function explainFailedStep(step: Step, error: unknown, { address, help }: ConnectionHelp): StepExplanation {
  if (error instanceof RangeError)
    return { happened: sentence(error.message), likely: '', advice: 'Correct it, and run this again.' };
  if (error instanceof BluetoothError) return { happened: sentence(error.message), likely: '', advice: help };
  if (error instanceof BrokerProbeError) {
    return {
      happened: sentence(error.message),
      likely: '',
      advice: 'Correct it, and run this again.',
    };
  }
  const happened = `${address}: ${STEP_TEXTS[step]} failed: it ${failureText(error)}.`;
  return { happened, ...adviceFor(step, error, help) };
}

const STEP_TEXTS: Readonly<Record<Step, string>> = {
  look: 'identifying the plug',
  abilities: 'reading the abilities of the plug',
  networks: 'listing the networks of the plug',
  choose: 'choosing a network for the plug',
  time: 'setting the clock and time zone of the plug',
  key: 'sending the key to the plug',
  wifi: 'sending the Wi-Fi settings to the plug',
  arrival: 'finding the plug on the network',
  broker: 'trying the broker for the plug',
  'read back': 'reading the settings of the plug back',
  'roll back': 'restoring the old settings of the plug',
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
  if (error instanceof GivenUpError) return { likely: '', advice: 'Run this again at any time.' };
  return UNKNOWN_CAUSE;
}

const BEFORE_THE_KEY: readonly Step[] = ['look', 'abilities', 'networks', 'choose', 'time', 'key'];

const HAS_ANOTHER_KEY: Omit<StepExplanation, 'happened'> = {
  likely: 'The plug is already set up with another key.',
  advice:
    'If you know that key, run "meross-local rekey" with it. Otherwise hold the plug’s button for 5 seconds, which ' +
    'resets it, and run this again.',
  startsOver: true,
};

const TAKES_NO_KEY: Omit<StepExplanation, 'happened'> = {
  likely: 'The plug did not store the key that it received.',
  advice: 'Hold the plug’s button for 5 seconds, which resets it, and run this again.',
  startsOver: true,
};

const REFUSED: Readonly<Partial<Record<Step, Omit<StepExplanation, 'happened'>>>> = {
  key: {
    likely: 'Most likely the plug does not accept this key, or is not in pairing mode.',
    advice: 'Hold its button for 5 seconds, and run this again with a key from "meross-local key".',
    startsOver: true,
  },
  wifi: {
    likely: 'Most likely the plug does not accept these network settings.',
    advice: 'Run this again, and choose the network from the plug’s own list.',
  },
};

const UNKNOWN_CAUSE: Omit<StepExplanation, 'happened'> = {
  likely: 'This may be another kind of device, or firmware that is not known yet.',
  advice: 'Please report it, with the model and the firmware version.',
};

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
