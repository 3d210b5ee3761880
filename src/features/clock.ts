import type { Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { TimeProblem } from '../error-reason.ts';
import { MalformedError } from '../errors.ts';
import type { Capability } from '../homekit/capability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';
import { zoneFor } from '../protocol/time-rules.ts';
import { ENGLISH } from '../texts/log-texts.ts';
import type { FeatureDeclaration, FeatureLog } from './feature-declaration.ts';
import { isClockSet, offsetByRules, offsetInZone, plugTimeIn } from './plug-time.ts';

export interface ClockOptions {
  /** Whether to keep the plug's clock right. Otherwise its loss is only logged. */
  readonly isAuto: boolean;
  readonly clock: Clock;
  readonly log: FeatureLog;
  /** The address in the config, for the command that the log suggests. */
  readonly host: string;
  /** The time zone of this computer: an IANA name. */
  readonly zone?: string;
}

/** In seconds. Both clocks count whole seconds, replies are delayed, and no timer of a plug is that exact. */
const TOLERANCE_SECONDS = 30;
/** The rules have to be right for this long in advance. */
const AHEAD_SECONDS = 7 * 86_400;
/** 2024: a computer with an earlier time does not know the time itself. */
const HOST_CLOCK_VALID_FROM = 1_704_067_200;
/** The interval between two attempts; it doubles after each failure, up to the maximum. */
const RETRY_MS = 600_000;
const MAX_RETRY_MS = 6 * 3_600_000;

/** A clock that is lost again within this time was never right, so the loss is logged only once. */
const QUIET_MS = 3_600_000;

/**
 * The plug's own clock. A plug without internet loses the time at each power cut, which is logged. With "clock": "auto",
 * time, zone and rules are set whenever they are wrong, and then read back. While they are right, no extra query is needed,
 * because System.All includes them.
 */
export function plugClock({ isAuto, clock, log, host, zone = localZone() }: ClockOptions): Capability {
  /** By uuid: since when the clock has been set; undefined while it is not set. */
  const setSince = new Map<string, number | undefined>();
  /** The uuids of plugs whose loss has been logged, until their clock has been right for {@link QUIET_MS}. */
  const logged = new Set<string>();

  const observe = (uuid: string, time: ZoneAndTime): void => {
    const isSet = isClockSet(time);
    const since = setSince.get(uuid);
    if (since !== undefined && clock.now() - since >= QUIET_MS) logged.delete(uuid);
    if (!isSet && since !== undefined && !logged.has(uuid)) {
      logged.add(uuid);
      const { timeLost, timeLostAndSet } = log.texts.features;
      log.warn(isAuto ? timeLostAndSet : timeLost({ host }));
    }
    setSince.set(uuid, isSet ? (since ?? clock.now()) : undefined);
  };

  return {
    supports: () => true,
    queries: () => [],

    read({ header, payload }) {
      if (header.namespace === systemAll.NAMESPACE) {
        const time = plugTimeIn(payload);
        return time ? [{ kind: 'time', channel: 0, time }] : [];
      }
      const hasTime = header.namespace === systemTime.NAMESPACE && 'time' in payload;
      return hasTime ? [{ kind: 'time', channel: 0, time: systemTime.parse(payload) }] : [];
    },

    start(device, signal) {
      const setter =
        isAuto && takesTime(device.info) ? new ClockSetter({ device, clock, log, zone, signal }) : undefined;
      device.onRead(reading => {
        if (reading.kind !== 'time') return;
        observe(device.info.uuid, reading.time);
        setter?.observe(reading.time);
      });
    },
  };
}

export const feature = {
  option: 'clock',
  create: (config, { clock, log }) => plugClock({ isAuto: config.clock === 'auto', clock, log, host: hostOf(config) }),
  unsupportedReason: (config, plug) => (config.clock === 'auto' && !takesTime(plug) ? 'clockNotSettable' : undefined),
} satisfies FeatureDeclaration;

const takesTime = ({ abilities }: PlugInfo): boolean => systemTime.NAMESPACE in abilities;

/** The address of a plug as the command line takes it. */
export const hostOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  port === 80 ? host : `${host}:${port}`;

interface ClockSetterOptions extends Pick<ClockOptions, 'clock' | 'log'> {
  readonly device: RunningDevice;
  readonly zone: string;
  readonly signal: AbortSignal;
}

/** Sets the clock of one plug whenever it is wrong, one attempt at a time. */
class ClockSetter {
  readonly #options: ClockSetterOptions;
  #nextMs = -Infinity;
  #failures = 0;
  #isBusy = false;

  constructor(options: ClockSetterOptions) {
    this.#options = options;
  }

  /** Checks a time that the plug has reported. */
  observe(time: ZoneAndTime): void {
    const { clock } = this.#options;
    const isDue = !this.#isBusy && clock.now() >= this.#nextMs && clock.epochSeconds() >= HOST_CLOCK_VALID_FROM;
    const zone = this.#zoneFor(time);
    const problem = isDue ? this.#problem(time, zone) : undefined;
    if (problem === undefined) return;
    this.#isBusy = true;
    // Never rejects.
    void this.#setClock(zone, problem);
  }

  async #setClock(zone: string, problem: TimeProblem): Promise<void> {
    const { device, clock, log, signal } = this.#options;
    const texts = log.texts.features;
    try {
      const now = clock.epochSeconds();
      const request = systemTime.set({ ...zoneFor(zone, now), timestamp: now });
      await device.send({ key: 'clock', request, proves: [] });
      // Some firmware acknowledges the time in use, but does not set it.
      const remaining = this.#problem(systemTime.parse((await device.query(systemTime.get())).payload), zone);
      if (remaining !== undefined) throw timeNotKept(remaining);
      this.#failures = 0;
      log.info(texts.clockSet({ zone, because: texts.timeProblems[problem] }));
    } catch (error) {
      if (signal.aborted) return;
      this.#failures += 1;
      // An unreachable plug is logged elsewhere.
      if (device.state.get('reachable')?.reachable !== false) {
        log.once(texts.clockNotSet({ cause: log.texts.cause(error) }));
      }
    } finally {
      this.#isBusy = false;
      this.#nextMs = clock.now() + Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.max(0, this.#failures - 1));
    }
  }

  /** What is wrong with a plug's time; undefined if it is right. */
  #problem(time: ZoneAndTime, zone: string): TimeProblem | undefined {
    const now = this.#options.clock.epochSeconds();
    if (!isClockSet(time)) return 'not set';
    if (Math.abs(time.timestamp - now) > TOLERANCE_SECONDS) return 'wrong';
    if (time.timezone !== zone) return time.timezone === '' ? 'no zone' : 'other zone';
    const isRight = [now, now + AHEAD_SECONDS].every(at => offsetByRules(time, at) === offsetInZone(zone, at));
    return isRight ? undefined : 'old rules';
  }

  /** A container without a configured zone runs in UTC: the plug then keeps the zone that it has. */
  #zoneFor({ timezone }: ZoneAndTime): string {
    const { zone, clock } = this.#options;
    const isKnown = timezone !== '' && offsetInZone(timezone, clock.epochSeconds()) !== undefined;
    return /^(?:Etc\/)?(?:UTC|GMT)$/.test(zone) && isKnown ? timezone : zone;
  }
}

function timeNotKept(problem: TimeProblem): MalformedError {
  return new MalformedError(
    `the plug acknowledged the time, but ${ENGLISH.features.timeProblems[problem]} afterwards`,
    {
      reason: { is: 'time not kept', problem },
    },
  );
}

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
