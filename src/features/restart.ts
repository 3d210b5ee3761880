import { sleep, type Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import { outletChannels } from '../device/plug-info.ts';
import { NoAnswerError } from '../errors.ts';
import type { BindableService, Capability } from '../homekit/capability.ts';
import { isObject } from '../protocol/decode.ts';
import type { Notes } from '../storage/notes.ts';
import { ChannelTasks } from './channel-tasks.ts';
import type { FeatureDeclaration, FeatureLog } from './feature-declaration.ts';
import { isTimerFailure, takesTimers, timerId, timerMoment, writeTimer } from './plug-timer.ts';
import { isReachable, keepRemoving } from './timer-removal.ts';
import { timeOf } from './timer-rules.ts';
import { toggleCommand } from './toggle.ts';

export interface RestartOptions {
  /** Seconds between off and on; 0 for no switch. */
  readonly seconds: number;
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  readonly log: FeatureLog;
}

/** The prefix of the ids of our timers. Timers with any other id are never changed. */
const ID_PREFIX = 'hblocalrestart';
const NAME = 'restart';
/** From the time for the timer to the command "off", which HomeKit's write includes: the timer must not be first. */
const MARGIN_SECONDS = 10;
/** After this time, the outlet is not switched off any more, because HomeKit gives up a write after 9 s. */
const LONGEST_PREPARATION_MS = 4000;
/** How long after the timer of the plug an outlet is still switched on. Later, its state may be what a user wants. */
const GRACE_SECONDS = 600;
const RETRY_MS = 5000;

/** A restart that is not over. Saved before the plug is changed, so that it is completed after a crash in any case. */
interface PendingRestart {
  /** When the plugin turns it on, in seconds since 1970; undefined if only the timer has to be removed. */
  readonly onAt: number | undefined;
  /** When the plug's own timer turns it on. */
  readonly timerAt: number;
}

/**
 * A switch that turns an outlet off and on again: "restart the router". The network of this computer may be down in
 * between, so a timer in the plug turns it on again. The timer is written, read back, and only then is the outlet switched
 * off. Where the plug can be reached, it is turned on by a command after exactly the configured time, because timers know
 * only full minutes. The timer repeats every day, because that is the only kind that plugs are known to carry out, until
 * the plugin removes it afterwards, also after a crash.
 */
export function restart({ seconds, clock, notes, log }: RestartOptions): Capability {
  const switches = new Map<number, BindableService>();
  const running = new ChannelTasks();
  let runningSignal: AbortSignal | undefined;

  const save = async (uuid: string, channel: number, pending: PendingRestart | undefined): Promise<void> => {
    const { [channel]: _, ...others } = pendingRestarts(notes(uuid));
    const all = pending === undefined ? others : { ...others, [channel]: pending };
    notes(uuid).set(NAME, Object.keys(all).length === 0 ? undefined : all);
    switches.get(channel)?.refresh();
    await notes(uuid).flush();
  };

  /** Turns the outlet on, removes the timer, and forgets the restart. Rejects only when the device has stopped. */
  const complete = async (device: RunningDevice, channel: number, signal: AbortSignal): Promise<void> => {
    const { uuid } = device.info;
    const { [channel]: pending } = pendingRestarts(notes(uuid));
    if (pending === undefined) return;
    if (pending.onAt !== undefined) {
      const remainingMs = (pending.onAt - clock.epochSeconds()) * 1000;
      await sleep(clock, Math.min(Math.max(0, remainingMs), seconds * 1000), signal);
      await turnOn(device, channel, pending.timerAt + GRACE_SECONDS, signal);
      await save(uuid, channel, { ...pending, onAt: undefined });
    }
    const id = timerId(ID_PREFIX, channel);
    const onFailure = (error: unknown): void =>
      log.once(log.texts.features.restartTimerNotRemoved({ id, cause: log.texts.cause(error) }));
    await keepRemoving(device, id, { clock, signal, onFailure });
    await save(uuid, channel, undefined);
  };

  const turnOn = async (device: RunningDevice, channel: number, until: number, signal: AbortSignal): Promise<void> => {
    while (clock.epochSeconds() <= until) {
      try {
        if (isReachable(device)) {
          await device.send(toggleCommand(device.info, channel, true));
          return;
        }
      } catch {
        // The plug's own timer turns it on; a reachable plug gets the next attempt.
      }
      await sleep(clock, RETRY_MS, signal);
    }
  };

  const run = (device: RunningDevice, channel: number, signal: AbortSignal): void => {
    running.start(channel, signal, ended => complete(device, channel, ended));
  };

  const begin = async (device: RunningDevice, channel: number): Promise<void> => {
    const { uuid } = device.info;
    const signal = runningSignal;
    if (signal === undefined || pendingRestarts(notes(uuid))[channel]?.onAt !== undefined) return;
    const startedAt = clock.now();
    const { minuteOfDay, inSeconds } = await timerMoment(device, seconds + MARGIN_SECONDS);
    const timerAt = clock.epochSeconds() + inSeconds;
    running.stop(channel);
    await save(uuid, channel, { onAt: undefined, timerAt });
    try {
      const alias = `Restart, ${timeOf(minuteOfDay)}`;
      await writeTimer(device, { id: timerId(ID_PREFIX, channel), channel, on: true, minuteOfDay, alias }, clock);
      if (clock.now() - startedAt > LONGEST_PREPARATION_MS)
        throw new NoAnswerError('it replied too slowly to be restarted', { hungUp: false, reason: 'too slow' });
      await save(uuid, channel, { onAt: clock.epochSeconds() + seconds, timerAt });
      await device.send(toggleCommand(device.info, channel, false));
      // Counted from the reply, because a slow plug switches late.
      await save(uuid, channel, { onAt: clock.epochSeconds() + seconds, timerAt });
    } finally {
      // Also after a failure: the plug may have the timer, and may have switched off, although it did not say so.
      run(device, channel, signal);
    }
  };

  return {
    supports: takesTimers,
    queries: () => [],
    read: () => [],

    start(device, signal) {
      runningSignal = signal;
      for (const channel of Object.keys(pendingRestarts(notes(device.info.uuid)))) run(device, Number(channel), signal);
    },

    bind(outlet) {
      const { plug, hap, channel } = outlet;
      if (seconds === 0 || !outletChannels(plug).includes(channel)) return;
      const { On } = hap.Characteristic;
      const restartSwitch = outlet.companionService(hap.Service.Switch, 'restart');
      switches.set(channel, restartSwitch);
      restartSwitch.show(On, () => pendingRestarts(notes(plug.uuid))[channel]?.onAt !== undefined);
      restartSwitch.act(On, async (device, value) => {
        if (value !== true && value !== 1) return;
        try {
          await begin(device, channel);
        } catch (error) {
          logFailure(log, error);
          throw error;
        }
      });
    },
  };
}

export const feature = {
  option: 'restartSeconds',
  create: ({ restartSeconds }, tools) => restart({ ...tools, seconds: restartSeconds }),
  unsupportedReason: ({ restartSeconds }, plug) => (restartSeconds > 0 && !takesTimers(plug) ? 'noTimers' : undefined),
} satisfies FeatureDeclaration;

/** Other failures are logged for every kind of write. */
function logFailure(log: FeatureLog, error: unknown): void {
  if (isTimerFailure(error)) log.once(log.texts.features.notRestarted({ cause: log.texts.cause(error) }));
}

/** The restarts that are not over, by channel. */
function pendingRestarts(notes: Notes): Readonly<Record<number, PendingRestart>> {
  const noted = notes.get(NAME);
  if (!isObject(noted)) return {};
  return Object.fromEntries(
    Object.entries(noted).flatMap(([channel, pending]) => {
      if (!/^\d{1,2}$/.test(channel) || !isObject(pending)) return [];
      const { onAt, timerAt } = pending;
      if (typeof timerAt !== 'number') return [];
      return [[channel, { onAt: typeof onAt === 'number' ? onAt : undefined, timerAt }]];
    }),
  );
}
