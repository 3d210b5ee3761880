import type { Clock } from '../clock.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import type { Notes } from '../storage/notes.ts';
import type { FeatureConfig, FeatureDeclaration, FeatureLog } from './feature-declaration.ts';
import type { LimitRules } from './limit-state.ts';
import { LimitedOutlet, type LimitEvent } from './limited-outlet.ts';
import { hasMeter, noWattsReason, power } from './power.ts';

export interface PowerLimitsOptions {
  readonly rules: LimitRules;
  /** The query for the watts that the limits need; another capability reads the replies. */
  readonly meter: Pick<Capability, 'supports' | 'queries'>;
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  readonly onEvent: (event: LimitEvent, plug: PlugInfo) => void;
}

const NAME = 'limits';

/**
 * Switches an outlet off when it draws too much for some seconds, which protects a cable, or too little for some minutes,
 * which ends the standby of what is behind it. Nothing switches the outlet on again except the user. The plugin does this,
 * not the plug, so it does not work while Homebridge is down or the plug is unreachable.
 */
export function powerLimits({ rules, meter, clock, notes, onEvent }: PowerLimitsOptions): Capability {
  return {
    supports: plug => meter.supports(plug),
    queries: plug => meter.queries(plug),
    read: () => [],

    start(device, signal) {
      const { info } = device;
      // What was in use before a restart of Homebridge may be in standby since then.
      const used = new Set(rememberedChannels(notes(info.uuid)));
      const outlets = new Map(
        outletChannels(info).map(channel => {
          const onUsed = (wasUsed: boolean): void => {
            if (wasUsed) used.add(channel);
            else used.delete(channel);
            notes(info.uuid).set(NAME, used.size === 0 ? undefined : [...used]);
          };
          const wasUsed = used.has(channel);
          const outlet = new LimitedOutlet({
            device,
            channel,
            rules,
            wasUsed,
            clock,
            signal,
            measure: () => {
              for (const { request } of meter.queries(info)) void device.query(request).catch(ignoreError);
            },
            onUsed,
            onEvent: event => {
              onEvent(event, info);
            },
          });
          return [channel, outlet] as const;
        }),
      );
      device.onRead(reading => {
        const outlet = outlets.get(reading.channel);
        if (reading.kind === 'toggle') outlet?.switched(reading.on);
        if (reading.kind === 'power') outlet?.measured(reading.watts);
        if (reading.kind === 'reachable' && !reading.reachable) for (const each of outlets.values()) each.lost();
      });
    },
  };
}

/** The next poll reads the meter as well. */
const ignoreError = (): void => undefined;

export const feature = {
  option: NAME,
  create: (config, { clock, notes, log }) => {
    const settings = config.energy ? settingsOf(config) : undefined;
    if (settings === undefined) return undefined;
    const { rules, everySeconds } = settings;
    const meter = power({ everySeconds, clock });
    return powerLimits({
      rules,
      meter: { supports: hasMeter, queries: plug => meter.queries(plug) },
      clock,
      notes,
      onEvent: (event, plug) => {
        logEvent(log, event, { config, rules, plug });
      },
    });
  },
  unsupportedReason: (config, plug) => {
    if (config.limits === undefined) return undefined;
    const hasLimit = settingsOf(config) !== undefined;
    return noWattsReason(config, plug) ?? (hasLimit ? undefined : 'noLimit');
  },
} satisfies FeatureDeclaration;

/** At least three measurements in the time of a limit, because one alone may be a peak. */
const MEASUREMENTS = 3;

interface LimitSettings {
  readonly rules: LimitRules;
  /** Seconds between two queries for the watts. */
  readonly everySeconds: number;
}

/** Undefined if the config has no limit. */
function settingsOf({ limits: options, energySeconds }: FeatureConfig): LimitSettings | undefined {
  const { overloadWatts, overloadSeconds = 0, standbyWatts, standbyMinutes = 0 } = options ?? {};
  const overload = overloadWatts === undefined ? undefined : { watts: overloadWatts, forMs: overloadSeconds * 1000 };
  const standby = standbyWatts === undefined ? undefined : { watts: standbyWatts, forMs: standbyMinutes * 60_000 };
  const intervalsMs = [overload, standby].flatMap(limit => (limit ? [limit.forMs / MEASUREMENTS] : []));
  if (intervalsMs.length === 0) return undefined;
  const intervalMs = Math.min(energySeconds * 1000, ...intervalsMs);
  // A measurement may be late, but after a long silence nothing is known of most of it.
  return { rules: { overload, standby, maxGapMs: 2 * intervalMs }, everySeconds: intervalMs / 1000 };
}

/** Logs what happened, and what to do. */
function logEvent(
  log: FeatureLog,
  { channel, limit, watts: lastWatts, error }: LimitEvent,
  { config, rules, plug }: { readonly config: FeatureConfig; readonly rules: LimitRules; readonly plug: PlugInfo },
): void {
  const isOneOfMany = outletChannels(plug).length > 1;
  const name = config.outlets.find(outlet => outlet.channel === channel)?.name;
  const { watts: limitWatts = 0, forMs = 0 } = rules[limit] ?? {};
  const outlet = isOneOfMany ? (name ?? channel) : undefined;
  const excess = { outlet, limitWatts, seconds: forMs / 1000, lastWatts };
  const { features, cause } = log.texts;
  const { overloadEnded, overloadNotEnded, standbyEnded, standbyNotEnded } = features.limits;
  if (error !== undefined) {
    const notEnded = limit === 'overload' ? overloadNotEnded : standbyNotEnded;
    log.warn(notEnded({ ...excess, cause: cause(error) }));
  } else if (limit === 'overload') log.warn(overloadEnded(excess));
  else log.info(standbyEnded(excess));
}

function rememberedChannels(notes: Notes): readonly number[] {
  const channels: unknown = notes.get(NAME);
  return Array.isArray(channels) ? channels.filter(channel => typeof channel === 'number') : [];
}
