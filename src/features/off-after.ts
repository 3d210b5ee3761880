import type { Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import { outletChannels } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';
import { LockedError } from '../errors.ts';
import type { BindableOutlet, Capability } from '../homekit/capability.ts';
import type { Notes } from '../storage/notes.ts';
import { Alarms } from './alarms.ts';
import { isAutoOffPaused, pauseAutoOff } from './auto-off.ts';
import { ChannelTasks } from './channel-tasks.ts';
import type { FeatureDeclaration, FeatureLog } from './feature-declaration.ts';
import { OffTimers } from './off-timers.ts';
import { isTimerFailure, removeTimer, takesTimers, timerId, timerMoment, writeTimer } from './plug-timer.ts';
import { keepRemoving } from './timer-removal.ts';
import { timeOf } from './timer-rules.ts';
import { toggleCommand } from './toggle.ts';

export interface OffAfterOptions {
  /** Whether Home shows the off timer. Otherwise only what is left of an earlier one is completed. */
  readonly isShown: boolean;
  /** Minutes of the plug's auto-off, which the off timer can pause; 0 for none. */
  readonly autoOffMinutes: number;
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  readonly log: FeatureLog;
}

/** The prefix of the ids of our timers. Timers with any other id are never changed. */
const ID_PREFIX = 'hblocaloffonce';
/** A timer knows only the time of day, so a whole day is too long. */
const MAX_SECONDS = 12 * 3600;
/** The remaining time of auto-off is shown too, and that takes a week at most. */
const MAX_REMAINING_SECONDS = 7 * 86_400;
/** At least this long before the minute of a timer, so that it is in the plug by then. */
const MIN_SECONDS = 15;
/** How long after its timer a plug that is still on is switched off by the plugin. */
const OVERDUE_SECONDS = 20;

/**
 * "Off in half an hour", once: a valve, because in HAP only valves (and irrigation systems) have a duration and a
 * remaining time. A timer in the plug switches off; the plugin does it if the plug has not, e.g. because it lost its
 * clock. The valve also shows the plug's auto-off, and closing it pauses that until the outlet is off.
 */
export function offAfter({ isShown, autoOffMinutes, clock, notes, log }: OffAfterOptions): Capability {
  const alarms = new Alarms(clock);
  const removals = new ChannelTasks();
  /** How each valve shows its values again. */
  const refreshers = new Map<number, () => void>();
  /** When an outlet was switched on, in seconds since 1970, as far as that was seen. */
  const onSince = new Map<number, number>();
  let runningSignal: AbortSignal | undefined;

  const timersOf = (uuid: string): OffTimers => new OffTimers(notes(uuid));

  const endsAt = (uuid: string, channel: number): number | undefined => timersOf(uuid).get(channel).endsAt;

  const hasAutoOff = (uuid: string, channel: number): boolean =>
    autoOffMinutes > 0 && !isAutoOffPaused(notes(uuid), channel);

  /** Whether the plug will switch the outlet off by itself; undefined while it is not known whether it is on. */
  const isCounting = (uuid: string, channel: number, state: PlugState): boolean | undefined => {
    const on = state.get('toggle', channel)?.on;
    return on && (endsAt(uuid, channel) !== undefined || hasAutoOff(uuid, channel));
  };

  /** 0 if nothing counts, and for auto-off that began before Homebridge. */
  const remainingSeconds = (uuid: string, channel: number): number => {
    const since = hasAutoOff(uuid, channel) ? onSince.get(channel) : undefined;
    const end = endsAt(uuid, channel) ?? (since === undefined ? undefined : since + autoOffMinutes * 60);
    return end === undefined ? 0 : Math.min(Math.max(0, end - clock.epochSeconds()), MAX_REMAINING_SECONDS);
  };

  const removeLater = (device: RunningDevice, channel: number, signal: AbortSignal): void => {
    const timers = timersOf(device.info.uuid);
    if (!timers.get(channel).isWritten) return;
    removals.start(channel, signal, async ended => {
      const id = timerId(ID_PREFIX, channel);
      const onFailure = (error: unknown): void =>
        log.once(log.texts.features.offTimerNotRemoved({ id, cause: log.texts.cause(error) }));
      await keepRemoving(device, id, { clock, signal: ended, onFailure });
      await timers.change(channel, { isWritten: false });
    });
  };

  /** Nothing counts any more. */
  const end = async (device: RunningDevice, channel: number, signal: AbortSignal): Promise<void> => {
    alarms.set(channel, undefined, () => undefined);
    const isSaved = timersOf(device.info.uuid).change(channel, { endsAt: undefined });
    refreshers.get(channel)?.();
    await isSaved;
    removeLater(device, channel, signal);
  };

  /** Switches off if the plug does not, and tries again if it cannot be reached. */
  const watchOver = (device: RunningDevice, channel: number, signal: AbortSignal): void => {
    const at = endsAt(device.info.uuid, channel);
    if (at === undefined || signal.aborted) return;
    const inSeconds = Math.max(0, at - clock.epochSeconds()) + OVERDUE_SECONDS;
    alarms.set(channel, inSeconds * 1000, () => {
      if (device.state.get('toggle', channel)?.on !== true) return;
      device.send(toggleCommand(device.info, channel, false)).then(
        () => log.info(log.texts.features.offTimerOverdue),
        () => {
          watchOver(device, channel, signal);
        },
      );
    });
  };

  const begin = async (device: RunningDevice, channel: number): Promise<void> => {
    const { info, state } = device;
    const signal = runningSignal;
    if (signal === undefined) return;
    const timers = timersOf(info.uuid);
    const { seconds } = timers.get(channel);
    const { minuteOfDay, inSeconds } = await timerMoment(device, Math.max(seconds, MIN_SECONDS));
    const at = clock.epochSeconds() + inSeconds;
    removals.stop(channel);
    await timers.change(channel, { isWritten: true });
    try {
      const alias = `Off timer, ${timeOf(minuteOfDay)}`;
      const timer = { id: timerId(ID_PREFIX, channel), channel, on: false, minuteOfDay, alias, isOnce: true };
      await writeTimer(device, timer, clock);
      if (state.get('toggle', channel)?.on !== true) await device.send(toggleCommand(info, channel, true));
      // It could come first.
      if (hasAutoOff(info.uuid, channel)) await pauseAutoOff(device, notes(info.uuid), channel);
    } catch (error) {
      // The plug may have the timer nevertheless.
      await end(device, channel, signal);
      throw error;
    }
    await timers.change(channel, { endsAt: at });
    refreshers.get(channel)?.();
    watchOver(device, channel, signal);
  };

  const cancel = async (device: RunningDevice, channel: number): Promise<void> => {
    const { info, state } = device;
    const signal = runningSignal;
    if (signal === undefined || isCounting(info.uuid, channel, state) !== true) return;
    if (hasAutoOff(info.uuid, channel)) await pauseAutoOff(device, notes(info.uuid), channel);
    if (timersOf(info.uuid).get(channel).isWritten) await removeTimer(device, timerId(ID_PREFIX, channel));
    await end(device, channel, signal);
  };

  const bindValve = (outlet: BindableOutlet): void => {
    const { plug, hap, channel } = outlet;
    const { uuid } = plug;
    const { Active, InUse, RemainingDuration, SetDuration, ValveType } = hap.Characteristic;
    const timers = timersOf(uuid);
    const valve = outlet.companionService(hap.Service.Valve, 'off timer');
    valve.characteristic(ValveType).updateValue(ValveType.GENERIC_VALVE);
    for (const type of [Active, InUse]) {
      valve.show(type, state => {
        const counting = isCounting(uuid, channel, state);
        return counting === undefined ? undefined : Number(counting);
      });
    }
    valve.act(Active, async (device, value) => {
      if (outlet.locked) throw new LockedError('it is locked in the config');
      try {
        await (value === Active.ACTIVE ? begin(device, channel) : cancel(device, channel));
      } catch (error) {
        logFailure(log, error);
        throw error;
      }
    });
    const remaining = valve.characteristic(RemainingDuration).setProps({ maxValue: MAX_REMAINING_SECONDS });
    // Home counts down by itself, so it is only notified of a new end.
    remaining.onGet(() => remainingSeconds(uuid, channel));
    const duration = valve.characteristic(SetDuration).setProps({ maxValue: MAX_SECONDS });
    duration.updateValue(Math.min(timers.get(channel).seconds, MAX_SECONDS));
    duration.onSet(async value => {
      if (typeof value === 'number') await timers.change(channel, { seconds: value });
    });
    refreshers.set(channel, () => {
      valve.refresh();
      remaining.updateValue(remainingSeconds(uuid, channel));
    });
  };

  return {
    supports: takesTimers,
    queries: () => [],
    read: () => [],

    start(device, signal) {
      const { uuid } = device.info;
      runningSignal = signal;
      signal.addEventListener('abort', () => {
        alarms.clear();
      });
      const wasOn = new Map<number, boolean>();
      device.onReading(reading => {
        if (reading.kind !== 'toggle') return;
        const { channel, on } = reading;
        if (!on) onSince.delete(channel);
        else if (wasOn.get(channel) === false) onSince.set(channel, clock.epochSeconds());
        wasOn.set(channel, on);
        if (!on && endsAt(uuid, channel) !== undefined) void end(device, channel, signal);
        else refreshers.get(channel)?.();
      });
      for (const channel of timersOf(uuid).channels) {
        const at = endsAt(uuid, channel);
        // If it was over while Homebridge was down, the outlet has been switched on again since.
        const isOver = at === undefined || at + OVERDUE_SECONDS < clock.epochSeconds();
        if (isOver || !isShown) void end(device, channel, signal);
        else watchOver(device, channel, signal);
      }
    },

    bind(outlet) {
      if (isShown && outletChannels(outlet.plug).includes(outlet.channel)) bindValve(outlet);
    },
  };
}

export const feature = {
  option: 'offAfter',
  create: (config, tools) =>
    offAfter({ ...tools, isShown: config.offAfter && !config.locked, autoOffMinutes: config.autoOffMinutes }),
  unsupportedReason: (config, plug) => {
    if (!config.offAfter) return undefined;
    if (config.locked) return 'locked';
    return takesTimers(plug) ? undefined : 'noTimers';
  },
} satisfies FeatureDeclaration;

/** Other failures are logged for every kind of write. */
function logFailure(log: FeatureLog, error: unknown): void {
  if (isTimerFailure(error)) log.once(log.texts.features.offTimerNotChanged({ cause: log.texts.cause(error) }));
}
