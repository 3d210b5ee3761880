import type { Capability } from '../homekit/capability.ts';
import { power } from './power.ts';
import { toggle } from './toggle.ts';

/** What the user wants of a plug; part of its config. */
export interface Wanted {
  readonly energy: boolean;
  readonly energySeconds: number;
}

/** Everything this plugin can show of a plug, as far as the user wants it. A plug gets those that it supports. */
export function capabilities({ energy, energySeconds }: Wanted): readonly Capability[] {
  return [toggle, ...(energy ? [power(energySeconds)] : [])];
}
