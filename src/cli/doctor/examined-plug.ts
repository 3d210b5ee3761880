import type { Address } from '../../transport/transport.ts';

/** Who is examined. */
export interface ExaminedPlug {
  /** What the user calls it; shown on the user's own terminal, never in a report. */
  readonly label: string;
  readonly address: Address;
  /** None: then it is looked at as far as that goes. */
  readonly key?: string | undefined;
  /** The plug that must be there, where the config says; 32 characters, lower case. */
  readonly uuid?: string | undefined;
}
