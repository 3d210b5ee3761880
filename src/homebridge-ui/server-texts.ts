import type { Language } from '../texts/language.ts';

/** What the server of the settings page says by itself; everything else is in the texts of the log and the doctor. */
export interface ServerTexts {
  /** By the `kind` of a failure: what to do, in the words of the page. Other kinds keep the advice of the command line. */
  readonly advice: Readonly<Partial<Record<string, string>>>;
  readonly stopped: string;
  readonly nothingToChange: string;
  readonly isBusy: string;
  readonly unexpected: string;
  /** After a plug has acknowledged new settings that it does not use yet. */
  readonly usesOldSettings: string;
  readonly powerCycle: string;
  readonly waitsForBroker: string;
  readonly takeOver: TakeOverTexts;
}

/** Why a plug of another plugin's config cannot be taken over as it is. */
export interface TakeOverTexts {
  readonly noAddress: string;
  readonly badAddress: string;
  readonly noKey: string;
}

const ENGLISH: ServerTexts = {
  advice: {
    unreachable: 'Is it plugged in, on this network, and still at that address? The search shows where plugs are now.',
    'no-answer': 'Try again. If this lasts, unplug the plug for ten seconds.',
    'other-plug': 'The search shows where plugs are now; then correct the address of this plug.',
    'not-signed': 'Either the plug has another key or firmware now, or another program or device replies there.',
    unsupported: 'Its details show what it can do.',
    internal: 'Please report it.',
  },
  stopped: 'Interrupted.',
  nothingToChange: 'There is nothing to change: neither a new key nor a broker was given.',
  isBusy: 'A plug is being set up already.',
  unexpected: 'An unexpected failure of the settings page.',
  usesOldSettings: 'The plug acknowledged, but uses its old settings until its next start.',
  powerCycle: 'Unplug it for ten seconds, which also cuts its load, and do this again to check the result.',
  waitsForBroker:
    'The plug uses the new broker from its next start: unplug it for ten seconds, which also cuts its load.',
  takeOver: {
    noAddress: 'The entry has no address: the search finds the plug.',
    badAddress: 'The address of the entry is not one of a local network.',
    noKey: 'The block contains no key for this plug.',
  },
};

/** The texts in a language; English where there are none. */
export function serverTexts(_language: Language): ServerTexts {
  return ENGLISH;
}
