import type { Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { MalformedError, NoAnswerError, UnsupportedError } from '../errors.ts';
import * as digestTimerx from '../protocol/namespaces/digest-timerx.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as timerx from '../protocol/namespaces/timerx.ts';
import { isClockSet, offsetByRules, plugTimeIn } from './plug-time.ts';

/** Whether timers can be written into this plug, listed and removed. */
export function takesTimers({ abilities }: Pick<PlugInfo, 'abilities'>): boolean {
  return timerx.NAMESPACE in abilities && digestTimerx.NAMESPACE in abilities;
}

/** Whether a command failed because of timers: the plug refuses them, or its clock or its list of timers is not as needed. */
export const isTimerFailure = (error: unknown): boolean =>
  error instanceof UnsupportedError ||
  error instanceof MalformedError ||
  (error instanceof NoAnswerError && error.hungUp);

/** The full minute of the plug's clock at which a timer switches. */
export interface TimerMoment {
  /** By the plug's clock and zone, 0 to 1439. */
  readonly minuteOfDay: number;
  /** Seconds from now until then. */
  readonly inSeconds: number;
}

/**
 * The first full minute that is at least so many seconds away, because a timer knows only minutes. The plug is asked for
 * the time of its own clock, right or wrong, because the timer follows that clock.
 *
 * @throws {UnsupportedError} the clock of the plug is not set, so it carries out no timer
 * @throws {MerossError} the plug does not reply
 */
export async function timerMoment(device: RunningDevice, seconds: number): Promise<TimerMoment> {
  const time = plugTimeIn((await device.query(systemAll.get())).payload);
  if (time === undefined || !isClockSet(time)) {
    throw new UnsupportedError('its clock is not set, so it carries out no timers', {
      namespace: timerx.NAMESPACE,
      reason: 'clock not set',
    });
  }
  const earliest = time.timestamp + seconds;
  // The offset at that moment: daylight saving time may begin or end before it.
  const offset = offsetByRules(time, earliest);
  const minute = Math.ceil((earliest + offset) / 60);
  return { minuteOfDay: minute % MINUTES_PER_DAY, inSeconds: minute * 60 - offset - time.timestamp };
}

const MINUTES_PER_DAY = 1440;

/**
 * Writes a timer for every day of the week, and reads it back, because an acknowledgement alone proves too little for an
 * outlet that has to be switched back.
 *
 * @throws {MalformedError} the plug acknowledged the timer, but does not have it
 * @throws {MerossError} the plug did not acknowledge the timer; it may have it nevertheless
 */
export async function writeTimer(
  device: RunningDevice,
  timer: Omit<timerx.NewTimer, 'week'>,
  clock: Pick<Clock, 'epochSeconds'>,
): Promise<void> {
  const { id, channel, on, minuteOfDay } = timer;
  const request = timerx.set({ ...timer, week: timerx.EVERY_DAY }, clock.epochSeconds());
  await device.send({ key: keyOf(id), request, proves: [] });
  const found = timerx.parse((await device.query(timerx.get(id))).payload);
  const isThere = found?.id === id && found.isEnabled && found.channel === channel && found.on === on;
  if (!isThere || found.minuteOfDay !== minuteOfDay) {
    throw new MalformedError('it acknowledged the timer, but does not have it', {
      namespace: timerx.NAMESPACE,
      reason: 'timer not kept',
    });
  }
}

/**
 * Removes the timer with this id, if the plug has it.
 * @throws {MerossError} the plug did not acknowledge it
 */
export async function removeTimer(device: RunningDevice, id: string): Promise<void> {
  const rows = digestTimerx.parse((await device.query(digestTimerx.get())).payload);
  if (!rows.some(row => row.id === id)) return;
  await device.send({ key: keyOf(id), request: timerx.remove(id), proves: [] });
}

/** The id of our timer for an outlet: a prefix of at most 14 letters and digits, and the channel in two digits. */
export const timerId = (prefix: string, channel: number): string => `${prefix}${String(channel).padStart(2, '0')}`;

const keyOf = (id: string): string => `timer:${id}`;
