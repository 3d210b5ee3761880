import type {
  Fix,
  PairingScan,
  PlugDetails,
  RekeyDryRun,
  TakeOverPlug,
  TestResult,
} from '../../../src/homebridge-ui/api.ts';

/** A plug in the home of the test. */
export interface ScenarioPlug {
  readonly host: string;
  readonly uuid: string;
  readonly key: string;
  readonly model?: string;
  readonly name?: string;
  /** 1 by default. */
  readonly outlets?: number;
  readonly outletNames?: readonly string[];
  readonly watts?: number;
  readonly isOn?: boolean;
  readonly clock?: PlugDetails['clock']['state'];
  readonly isPlug?: boolean;
  readonly isUnreachable?: boolean;
  /** Options that it does not support, with the reason. */
  readonly unsupported?: Partial<PlugDetails['options']>;
}

/** What the Homebridge UI and the server of the page are in a test. Plain data: it is passed into the browser. */
export interface Scenario {
  readonly config: readonly Readonly<Record<string, unknown>>[];
  readonly plugs: readonly ScenarioPlug[];
  readonly language?: string;
  readonly mode?: 'light' | 'dark';
  /** Between two events of a search; 5 by default. */
  readonly stepMs?: number;
  /** How long a reply takes; 0 by default. */
  readonly replyMs?: number;
  /** By host; a plug that is not here is healthy. */
  readonly tests?: Readonly<Record<string, { readonly fixes: readonly Fix[] } & Partial<TestResult>>>;
  readonly takeOver?: readonly (TakeOverPlug & { readonly entry: Readonly<Record<string, unknown>> })[];
  readonly pairing?: PairingScan;
  readonly rekey?: RekeyDryRun;
  /** Paths that fail by rejecting, as a server that is gone does. */
  readonly broken?: readonly string[];
}

/** What a test reads of the page's doings. */
export interface Recorded {
  readonly requests: { readonly path: string; readonly body: unknown }[];
  /** Every config that was written to the file. */
  readonly saved: unknown[];
  readonly form: ('shown' | 'hidden')[];
  /** Whether the Save button of the dialogue is off. */
  isSaveOff: boolean;
  /** The blocks in the form now. */
  blocks: Record<string, unknown>[];
}
