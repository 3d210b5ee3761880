import { isDeepStrictEqual } from 'node:util';
import type { MatterCluster, MatterState } from './matter-state.ts';

/** Each update of the energy sends an event to every controller, so it is sent at most once in this time. */
const ENERGY_INTERVAL_MS = 60_000;
/** A small change of the power is sent this long after the last update. */
const SMALL_CHANGE_MS = 60_000;

/** Smaller changes than these are noise of the meter: in mW, mV and mA, and as a share of the value. */
const STEPS = [
  { name: 'activePower', least: 500, share: 0.01 },
  { name: 'voltage', least: 2000, share: 0 },
  { name: 'activeCurrent', least: 20, share: 0.01 },
] as const;

/** What was sent last, by cluster; `atMs` is a time of the clock. */
export type SentState = {
  readonly [Cluster in MatterCluster]?: {
    readonly attributes: NonNullable<MatterState[Cluster]>;
    readonly atMs: number;
  };
};

/**
 * When the attributes of a cluster are to be sent: a time of the clock, in the past if they are due; undefined if never,
 * because they are not known or have not changed.
 */
export function dueAtMs(cluster: MatterCluster, sent: SentState, state: MatterState): number | undefined {
  const attributes = state[cluster];
  if (attributes === undefined || isDeepStrictEqual(attributes, sent[cluster]?.attributes)) return undefined;
  if (cluster === 'electricalPowerMeasurement') return powerDueAtMs(sent[cluster], state[cluster]);
  if (cluster === 'electricalEnergyMeasurement') return energyDueAtMs(sent[cluster], state[cluster]);
  return -Infinity;
}

function powerDueAtMs(
  sent: SentState['electricalPowerMeasurement'],
  next: MatterState['electricalPowerMeasurement'],
): number {
  const isLarge = STEPS.some(({ name, least, share }) => {
    const before = sent?.attributes[name] ?? null;
    const now = next?.[name] ?? null;
    if (before === null || now === null) return before !== now;
    return Math.abs(now - before) >= Math.max(least, Math.abs(before) * share);
  });
  return sent === undefined || isLarge ? -Infinity : sent.atMs + SMALL_CHANGE_MS;
}

function energyDueAtMs(
  sent: SentState['electricalEnergyMeasurement'],
  next: MatterState['electricalEnergyMeasurement'],
): number | undefined {
  if (!sent) return -Infinity;
  // A total that is not known at the moment, for example while the plug is unreachable, has not changed.
  if (!next?.cumulativeEnergyImported) return undefined;
  return sent.attributes.cumulativeEnergyImported ? sent.atMs + ENERGY_INTERVAL_MS : -Infinity;
}
