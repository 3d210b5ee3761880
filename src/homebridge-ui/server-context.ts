import type { Clock } from '../clock.ts';
import type { SearchOptions } from '../discovery/search.ts';
import type { Radio } from '../setup/radio.ts';
import type { Address } from '../transport/transport.ts';
import type { LogTexts } from '../texts/log-texts.ts';
import type { ServerTexts } from '../texts/server-texts.ts';
import type { FindEvent, StepEvent } from './api.ts';
import type { PlugAccess } from './plug-access.ts';

/** The events of the server by name. */
export interface ServerEvents {
  readonly find: FindEvent;
  readonly step: StepEvent;
}

/** Sends an event to the page. */
export type PushEvent = <Name extends keyof ServerEvents>(name: Name, data: ServerEvents[Name]) => void;

/** What the server of the settings page is given. */
export interface ServerOptions {
  readonly clock: Clock;
  /** Aborts when the page is closed: everything in flight ends. */
  readonly signal: AbortSignal;
  readonly pushEvent: PushEvent;
  /** Homebridge's `config.json`. It is read for another plugin's block, and never written. */
  readonly configPath?: string | undefined;
  /** The folder of the records that re-keying keeps; default: the working directory, as for the command line. */
  readonly recordFolder?: string | undefined;
  /** The address of a plug in its own Wi-Fi, if it is not 10.10.10.1. */
  readonly accessPoint?: Address | undefined;
  /** The networks to search. Default: those of this computer. In a container these are not those of the plugs. */
  readonly subnets?: readonly string[] | undefined;
  /** This computer's Bluetooth. Default: the optional package for it. */
  readonly radio?: () => Promise<Radio>;
  /** UDP ports of the search's probe. */
  readonly probe?: NonNullable<SearchOptions['probe']>;
  /** How long to listen for Bluetooth plugs. */
  readonly bluetoothMs?: number;
  /** How long to wait for a plug that was set up, in milliseconds. */
  readonly arrivalMs?: number;
  /** The HTTP port of plugs that were set up. */
  readonly plugPort?: number;
}

/** The texts in the language of the page. */
export interface RequestTexts {
  readonly server: ServerTexts;
  readonly log: LogTexts;
}

/** The same for one request. */
export interface ServerContext extends ServerOptions {
  readonly plugs: PlugAccess;
  readonly texts: RequestTexts;
  /** How long to wait for each reply of a plug. */
  readonly timeoutMs: number;
}
