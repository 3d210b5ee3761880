import type { PerKind } from '../errors.ts';
import type { ErrorText } from './explained-plug.ts';
import { server as german } from './de/server.ts';
import { server as english } from './en/server.ts';
import { server as french } from './fr/server.ts';
import type { Language } from './language.ts';

/** A request of the settings page that failed. */
export interface FailedRequest {
  /** The plug, e.g. `192.168.1.20`. */
  readonly who: string;
  /** What exactly happened, e.g. `the connection was refused`. */
  readonly cause: string;
  /** Where the docs explain what the key of a plug is. */
  readonly keyPage: string;
}

/** What the server of the settings page says by itself; everything else is in the texts of the log and the doctor. */
export interface ServerTexts {
  readonly failures: PerKind<[FailedRequest], ErrorText>;
  readonly nothingToChange: string;
  readonly isBusy: string;
  readonly unexpected: string;
  /** After a plug has acknowledged new settings that it does not use yet. */
  readonly usesOldSettings: string;
  readonly powerCycle: string;
  readonly waitsForBroker: string;
  /** The plug has one outlet only, so outlets have no options. */
  readonly oneOutlet: string;
  readonly takeOver: TakeOverTexts;
}

/** Why a plug of another plugin's config cannot be taken over as it is. */
export interface TakeOverTexts {
  readonly noAddress: string;
  readonly badAddress: string;
  readonly noKey: string;
}

const CATALOGUES: Readonly<Record<Language, ServerTexts>> = { en: english, de: german, fr: french };

export const serverTexts = (language: Language): ServerTexts => CATALOGUES[language];
