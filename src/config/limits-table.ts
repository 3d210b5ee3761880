import type { ConfigText } from '../texts/en/config-problems.ts';
import { numberWithin } from './kinds.ts';
import type { ConfigReport } from './config-report.ts';
import { optional, withDefault, type Table, type Values } from './option.ts';
import { pathOf } from './value-description.ts';

const WATTS = numberWithin({ min: 0.1, max: 4000 });
const NO_STANDBY: ConfigText = ({ next }) => next.standbyNotEnded;

/** Powers at which the plugin switches an outlet off. */
export const LIMITS = {
  location: ({ locations }) => locations.limits,
  options: {
    overloadWatts: optional(WATTS, {
      title: 'Switch off above (W)',
      description:
        'Protects a cable: an outlet that draws more is switched off. Nothing switches it on again by itself.',
      synonyms: ['overload', 'maxwatts', 'maxpower'],
      otherwise: ({ next }) => next.overloadNotEnded,
    }),
    /** Three measurements, one a second, are the least that a plug can be asked for. */
    overloadSeconds: withDefault(numberWithin({ min: 3, max: 3600 }), 10, {
      title: 'After (seconds above)',
      description: 'How long its power must stay above. The meter is queried at least three times in this time.',
    }),
    standbyWatts: optional(WATTS, {
      title: 'Switch off below (W)',
      description: 'Ends standby: an outlet that has drawn more and now draws less is switched off.',
      synonyms: ['standby', 'minwatts', 'minpower'],
      otherwise: NO_STANDBY,
    }),
    standbyMinutes: withDefault(numberWithin({ min: 1, max: 1440 }), 15, {
      title: 'After (minutes below)',
      description: 'How long its power must stay below.',
    }),
  },
} as const satisfies Table;

type LimitValues = Values<typeof LIMITS.options>;

/** The limits without a standby limit that contradicts another option, which is then reported. */
export function consistentLimits(
  limits: LimitValues,
  { isLocked, path, report }: { readonly isLocked: boolean; readonly path: string; readonly report: ConfigReport },
): LimitValues {
  const { overloadWatts = Infinity, standbyWatts } = limits;
  if (standbyWatts === undefined) return limits;
  const needed: ConfigText | undefined = isLocked
    ? ({ needs }) => needs.noStandbyOfLocked
    : standbyWatts >= overloadWatts
      ? ({ needs }) => needs.belowOverload({ watts: overloadWatts })
      : undefined;
  if (needed === undefined) return limits;
  report.refuse(pathOf(path, 'standbyWatts'), standbyWatts, needed, NO_STANDBY);
  const { standbyWatts: _, ...others } = limits;
  return others;
}
