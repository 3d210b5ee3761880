import type { ShownKind, ShownTypes, ShownValue } from '../device/shown-value.ts';
import { PlugState } from '../device/state.ts';

/**
 * What a Matter outlet shows, by cluster and attribute. All numbers are whole; null where nothing is measured. A cluster
 * that the plug does not have is left out.
 */
export interface MatterState {
  /** Undefined while it is not known: then Matter keeps the last value, because On/Off has no null. */
  readonly onOff?: { readonly onOff: boolean };
  /** mV, mA, mW. Power that flows back is below zero. */
  readonly electricalPowerMeasurement?: {
    readonly voltage: number | null;
    readonly activeCurrent: number | null;
    readonly activePower: number | null;
  };
  /** mWh. Energy that flows back is not counted by any known plug, so there is no exported energy. */
  readonly electricalEnergyMeasurement?: { readonly cumulativeEnergyImported: { readonly energy: number } | null };
  readonly bridgedDeviceBasicInformation: { readonly reachable: boolean };
}

export type MatterCluster = keyof MatterState;

const THOUSAND = 1000;

/** Computes what Matter shows of an outlet. @param state undefined while the plug has no device */
export function matterState(values: readonly ShownValue[], state: PlugState | undefined): MatterState {
  const reachable = state?.get('reachable')?.reachable === true;
  const valueOf = <Kind extends ShownKind>(kind: Kind): ShownTypes[Kind] | undefined =>
    state && reachable ? shownOf(values, kind)?.value(state) : undefined;
  const inThousandths = (value: number | undefined): number | null =>
    value === undefined ? null : Math.round(value * THOUSAND);
  const on = valueOf('on');
  // The total is known without the plug, because it is stored.
  const energy = inThousandths(shownOf(values, 'energy')?.value(state ?? new PlugState()));
  return {
    bridgedDeviceBasicInformation: { reachable },
    ...(on !== undefined && { onOff: { onOff: on } }),
    ...(shownOf(values, 'power') && {
      electricalPowerMeasurement: {
        voltage: inThousandths(valueOf('voltage')),
        activeCurrent: inThousandths(valueOf('current')),
        activePower: inThousandths(valueOf('power')),
      },
    }),
    ...(shownOf(values, 'energy') && {
      electricalEnergyMeasurement: { cumulativeEnergyImported: energy === null ? null : { energy } },
    }),
  };
}

/** The value of this kind among those that an outlet shows. */
export function shownOf<Kind extends ShownKind>(
  values: readonly ShownValue[],
  kind: Kind,
): ShownValue<Kind> | undefined {
  return values.find((each): each is ShownValue<Kind> & typeof each => each.kind === kind);
}
