import type { Address } from '../transport/transport.ts';

/** The plug to examine. */
export interface ExaminedPlug {
  /** What the user calls it; shown on the user's own terminal, never in a report. */
  readonly label: string;
  /** Its name and number in the config, e.g. `Heater (plug 3)`, if it has an entry. */
  readonly entry?: string;
  readonly address: Address;
  /** Without a key, only the layers before the key are checked. */
  readonly key?: string | undefined;
  /** Whether that is the key at the top level of the config, for every plug without one of its own. */
  readonly hasSharedKey?: boolean;
  /** The uuid that the config expects at this address, if any: 32 characters, lower case. */
  readonly uuid?: string | undefined;
}
