import type { Clock } from '../clock.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import * as dndmode from '../protocol/namespaces/dndmode.ts';
import type { Notes } from '../storage/notes.ts';
import type { FileOptions } from '../storage/writer.ts';
import { appliance } from './appliance.ts';
import { autoOff, takesRules } from './auto-off.ts';
import { energy as energyTotal } from './energy.ts';
import { history } from './history.ts';
import { inUse } from './in-use.ts';
import { led } from './led.ts';
import type { MachineRule } from './machine.ts';
import { power } from './power.ts';
import { toggle } from './toggle.ts';

/** What the user wants of a plug; part of its config. */
export interface Wanted {
  readonly energy: boolean;
  readonly energySeconds: number;
  readonly inUseWatts: number;
  readonly led: boolean;
  readonly locked: boolean;
  readonly autoOffMinutes: number;
  readonly appliance?: { readonly runsAboveWatts: number; readonly finishedAfterMinutes: number };
}

/** What capabilities find around them. */
export interface Surroundings {
  readonly clock: Clock;
  /** What is kept of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  /** A file of a feature's own for the plug with this uuid. */
  readonly file: (uuid: string, ending: string) => FileOptions;
  /** Told when a rule inside the plug could not be written or removed; it is tried again. */
  readonly onRuleFailure: (error: unknown) => void;
}

/** Everything this plugin can show of a plug, as far as the user wants it. A plug gets those that it supports. */
export function capabilities(
  wanted: Wanted,
  { clock, notes, file, onRuleFailure }: Surroundings,
): readonly Capability[] {
  const { energy, energySeconds, inUseWatts, autoOffMinutes } = wanted;
  const meter = power(energySeconds);
  return [
    toggle,
    // A load is low only when two measurements have said so.
    inUse({ aboveWatts: inUseWatts, holdMs: 1500 * energySeconds }, clock),
    ...(energy ? [meter, energyTotal({ clock, notes }), history({ file })] : []),
    ...(energy && wanted.appliance ? [appliance({ rule: ruleOf(wanted.appliance), clock, notes, meter })] : []),
    led({ isShown: wanted.led, clock }),
    autoOff({ minutes: wanted.locked ? 0 : autoOffMinutes, clock, notes, onFailure: onRuleFailure }),
  ];
}

type ApplianceWish = NonNullable<Wanted['appliance']>;

const ruleOf = ({ runsAboveWatts, finishedAfterMinutes }: ApplianceWish): MachineRule => ({
  runsAboveWatts,
  finishedAfterMs: finishedAfterMinutes * 60_000,
});

/** What the config wants of this plug and cannot have, each with the reason. */
export function unmet(wanted: Wanted, plug: PlugInfo): readonly string[] {
  const { abilities } = plug;
  const hasMeter = power(wanted.energySeconds).supports(plug);
  const reasons = {
    appliance: wanted.appliance && (hasMeter ? !wanted.energy && '"energy" is false' : 'this plug measures no power'),
    led: wanted.led && !(dndmode.NAMESPACE in abilities) && 'the light of this plug cannot be switched',
    autoOffMinutes:
      wanted.autoOffMinutes > 0 &&
      (wanted.locked ? 'the plug is locked' : !takesRules(plug) && 'this plug takes no such rule'),
  };
  return Object.entries(reasons).flatMap(([option, reason]) =>
    typeof reason === 'string' ? [`"${option}" has no effect: ${reason}`] : [],
  );
}
