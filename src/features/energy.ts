import type { Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import { outletChannels } from '../device/plug-info.ts';
import type { Reading } from '../device/reading.ts';
import type { ShownOutlet } from '../device/shown-value.ts';
import { readSaved, savedAt } from '../energy/saved-energy.ts';
import { EnergyTotal } from '../energy/energy-total.ts';
import type { Capability, BindableService } from '../homekit/capability.ts';
import { eveCharacteristics, eveHistory } from '../homekit/eve-services.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import * as consumptionh from '../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../protocol/namespaces/consumptionx.ts';
import * as electricityx from '../protocol/namespaces/electricityx.ts';
import type { Notes } from '../storage/notes.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import { counterOf } from './metering.ts';

export { counterOf } from './metering.ts';

export interface EnergyOptions {
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
}

const NAME = 'energy';
/** The interval of reading the counter. It has whole watt hours; the watts fill in between. */
const COUNTER_SECONDS = 300;
/** A larger jump of the clock means that the host has slept; corrections of the clock are smaller. */
const SLEPT_MS = 60_000;
/** The interval between two saves; slightly less than between two queries, which vary. */
const MIN_SAVE_INTERVAL_MS = 250_000;

/** The total energy of each outlet in kWh, from the plug's counters: a number that never falls. Eve can reset it. */
export function energy({ clock, notes }: EnergyOptions): Capability {
  /** By uuid, because another plug may appear at the same address, and then by channel. */
  const plugs = new Map<string, Map<number, EnergyTotal>>();

  const totalsOf = (uuid: string): Map<number, EnergyTotal> => {
    const totals = plugs.get(uuid) ?? new Map<number, EnergyTotal>();
    plugs.set(uuid, totals);
    return totals;
  };

  const storedTotals = (uuid: string): JsonObject => {
    const stored = notes(uuid).get(NAME);
    return isObject(stored) ? stored : {};
  };

  const totalOf = (uuid: string, channel: number): EnergyTotal => {
    const totals = totalsOf(uuid);
    const stored = storedTotals(uuid)[channel];
    const total = totals.get(channel) ?? new EnergyTotal(readSaved(stored), monotonicMsOf(clock, savedAt(stored)));
    totals.set(channel, total);
    return total;
  };

  const save = (uuid: string): void => {
    const at = clock.epochSeconds();
    // Outlets without a reading so far keep their stored total.
    const updates = Object.fromEntries(
      [...totalsOf(uuid)].flatMap(([channel, { saved }]) => (saved ? [[channel, { ...saved, at }] as const] : [])),
    );
    notes(uuid).set(NAME, { ...storedTotals(uuid), ...updates });
  };

  /** Lets Eve reset the total of an outlet, with the characteristic in the service where Eve expects it. */
  const bindReset = (service: BindableService, outlet: ShownOutlet): void => {
    service.characteristic(eveCharacteristics(service.hap).ResetTotal).onSet(() => {
      totalOf(outlet.plug.uuid, outlet.channel).reset(clock.now());
      save(outlet.plug.uuid);
      outlet.refresh();
    });
  };

  /** The outlets of the plug that is shown now. */
  let outlets: readonly ShownOutlet[] = [];

  return {
    supports: plug => counterOf(plug) !== undefined,

    queries(plug) {
      const counter = counterOf(plug);
      if (counter === 'days') return [{ request: consumptionx.get(), every: COUNTER_SECONDS }];
      if (counter === 'hours') return [{ request: consumptionh.get(outletChannels(plug)), every: COUNTER_SECONDS }];
      return [];
    },

    read({ header, payload }) {
      switch (header.namespace) {
        case consumptionx.NAMESPACE:
          return [{ kind: 'days', channel: 0, days: consumptionx.parse(payload) }];
        case consumptionh.NAMESPACE:
          return consumptionh.parse(payload).map(({ channel, hours }) => ({ kind: 'hours', channel, hours }));
        case electricityx.NAMESPACE:
          return electricityx
            .parse(payload)
            .flatMap(({ channel, monthWattHours: wattHours }): readonly Reading[] =>
              wattHours === undefined ? [] : [{ kind: 'month', channel, wattHours }],
            );
        default:
          return [];
      }
    },

    start(device, signal) {
      const { info } = device;
      const counter = counterOf(info);
      let savedAtMs = -Infinity;
      let aheadMs = hostClockAheadMs(clock);
      const countingContext = { device, clock, totalOf: (channel: number) => totalOf(info.uuid, channel) };
      device.onReading(reading => {
        trackPower(reading, countingContext);
      });
      // Unchanged readings count as well: they reveal a day that begins with yesterday's energy.
      device.onRead(reading => {
        const sleptMs = hostClockAheadMs(clock) - aheadMs;
        aheadMs = hostClockAheadMs(clock);
        if (reading.kind === 'energy') return;
        if (sleptMs > SLEPT_MS) for (const total of totalsOf(info.uuid).values()) total.missed(sleptMs, clock.now());
        if (reading.kind !== counter && reading.kind !== 'power') return;
        countReading(reading, countingContext);
        device.applyReadings(totalReadings(totalsOf(info.uuid), clock.now()));
        if (reading.kind !== counter) return;
        // The accessory may have handled this reading first, and shown the total without it.
        for (const outlet of outlets) outlet.refresh();
        // The month comes with the watts, too often for an SD card to save each time. The plug reports it again anyway.
        if (clock.now() - savedAtMs < MIN_SAVE_INTERVAL_MS) return;
        savedAtMs = clock.now();
        save(info.uuid);
      });
      signal.addEventListener('abort', () => {
        const totals = totalsOf(info.uuid);
        for (const total of totals.values()) total.flows(undefined, clock.now());
        if (totals.size > 0) save(info.uuid);
      });
    },

    shows(outlet) {
      const { channel, plug } = outlet;
      if (!outletChannels(plug).includes(channel)) return [];
      outlets = [...outlets.filter(each => each.plug === plug), outlet];
      return [{ kind: 'energy', value: () => totalOf(plug.uuid, channel).wattHours(clock.now()) }];
    },

    bind(outlet) {
      const channels = outletChannels(outlet.plug);
      if (channels.length > 1 && channels.includes(outlet.channel)) bindReset(outlet, outlet);
    },

    bindPlug(accessory) {
      const outlet = outlets.findLast(({ plug }) => plug === accessory.plug);
      if (outlet && outletChannels(accessory.plug).length === 1)
        bindReset(accessory.service(eveHistory(accessory.hap)), outlet);
    },
  };
}

/** It uses the option of the power feature. */
export const feature = {
  create: (config, tools) => (config.energy ? energy(tools) : undefined),
} satisfies FeatureDeclaration;

interface CountingContext {
  readonly device: RunningDevice;
  readonly clock: Clock;
  readonly totalOf: (channel: number) => EnergyTotal;
}

/** The totals that are known. */
function totalReadings(totals: ReadonlyMap<number, EnergyTotal>, nowMs: number): readonly Reading[] {
  return [...totals].flatMap(([channel, total]): readonly Reading[] => {
    const wattHours = total.wattHours(nowMs);
    return wattHours === undefined ? [] : [{ kind: 'energy', channel, wattHours }];
  });
}

/** Passes the power to the totals, for the time between two readings of the counter. */
function trackPower(reading: Reading, { device, clock, totalOf }: CountingContext): void {
  const { kind, channel } = reading;
  const { state, info } = device;
  const now = clock.now();
  /** An outlet that is off has no power, even if a dead meter does not report it. */
  const watts = (outlet: number): number | undefined =>
    state.get('power', outlet)?.watts ?? (state.get('toggle', outlet)?.on === false ? 0 : undefined);
  if (kind === 'power') totalOf(channel).flows(watts(channel), now);
  if (kind === 'toggle' && !reading.on && state.get('power', channel)) totalOf(channel).flows(0, now);
  if (kind !== 'reachable') return;
  for (const each of outletChannels(info)) totalOf(each).flows(reading.reachable ? watts(each) : undefined, now);
}

/** Passes a reading of the counter to the totals. Only one of a plug's counters is used, because two would count twice. */
function countReading(reading: Reading, { device, clock, totalOf }: CountingContext): void {
  const { kind, channel } = reading;
  const now = clock.now();
  const outlet = outletChannels(device.info)[0] ?? channel;
  if (kind === 'days') totalOf(outlet).countedDays(reading.days, now);
  if (kind === 'hours') totalOf(channel).countedHours(reading.hours, now);
  if (kind === 'month') totalOf(channel).countedMonth(reading.wattHours, now, monthOf(clock));
}

/** That time on the monotonic clock of this run; undefined if it is not known, or is in the future. */
function monotonicMsOf(clock: Clock, epochSeconds: number | undefined): number | undefined {
  const seconds = epochSeconds === undefined ? -1 : clock.epochSeconds() - epochSeconds;
  return seconds < 0 ? undefined : clock.now() - seconds * 1000;
}

/** How far the host's clock is ahead of the monotonic clock, which stops while the host sleeps. */
const hostClockAheadMs = (clock: Clock): number => clock.epochSeconds() * 1000 - clock.now();

const monthOf = (clock: Clock): string => new Date(clock.epochSeconds() * 1000).toISOString().slice(0, 7);
