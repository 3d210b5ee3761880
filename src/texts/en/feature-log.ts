import type { TimeProblem } from '../../error-reason.ts';
import { duration, watts } from './numbers.ts';

/** How an outlet was beyond a limit of its power. */
export interface LimitExcess {
  /** The name of the outlet, or its number; undefined if the plug has only one. */
  readonly outlet: string | number | undefined;
  readonly limitWatts: number;
  /** For how long at least. */
  readonly seconds: number;
  readonly lastWatts: number;
}

const outlet = ({ outlet: which }: LimitExcess): string =>
  typeof which === 'number' ? `outlet ${String(which)}` : (which ?? 'it');

const beyond = ({ limitWatts, seconds, lastWatts }: LimitExcess): string =>
  `${watts(limitWatts)} for ${duration(seconds)} (last ${watts(lastWatts)})`;

/** What the log says about features of one plug. Each text follows the plug's name and a colon. */
export const features = {
  /** Why an option has no effect on a plug, as the end of `"led" has no effect: …`. */
  unsupported: {
    noMeter: 'this plug does not measure power',
    energyIsOff: '"energy" is false',
    noLimit: 'it has no "overloadWatts" or "standbyWatts"',
    locked: 'the plug is locked',
    noAutoOff: 'this plug does not support auto-off rules',
    clockNotSettable: 'the clock of this plug cannot be set',
    lightNotSwitchable: 'the light of this plug cannot be switched',
    sharedMeter:
      'the only meter of this strip measures all outlets together, which HomeKit cannot show; "meross-local energy" shows it',
  },
  autoOffNotUpdated: ({ cause }: { readonly cause: string }) =>
    `its auto-off rule could not be updated: ${cause}\n` +
    'The plugin tries again every minute. Until then the plug follows its previous rules.',
  /** An outlet was beyond a limit for long enough, and was switched off or not. */
  limits: {
    overloadEnded: (excess: LimitExcess) =>
      `${outlet(excess)} drew more than ${beyond(excess)}, and was switched off.\n` +
      'Unplug something before you switch it on again; it stays off until then. If this load is right, raise "overloadWatts".',
    overloadNotEnded: (excess: LimitExcess & { readonly cause: string }) =>
      `${outlet(excess)} drew more than ${beyond(excess)}, and could not be switched off: ${excess.cause}.\n` +
      'Unplug the load. The plugin tries again while the overload lasts.',
    standbyEnded: (excess: LimitExcess) =>
      `${outlet(excess)} drew less than ${beyond(excess)}, and was switched off.\n` +
      'It stays off until it is switched on again. If it was still needed, lower "standbyWatts" or raise "standbyMinutes".',
    standbyNotEnded: (excess: LimitExcess & { readonly cause: string }) =>
      `${outlet(excess)} drew less than ${beyond(excess)}, and could not be switched off: ${excess.cause}.\n` +
      'It stays on for now. The plugin tries again while the standby lasts.',
  },
  timeLostAndSet: `it has lost the time, for example by a power cut without internet.\n${consequence()} The plugin sets it again.`,
  timeLost: ({ host }: { readonly host: string }) =>
    `it has lost the time, for example by a power cut without internet.\n${consequence()} Set it with \`meross-local clock ${host} --timezone local\`, or set "clock": "auto" in its entry of "devices".`,
  clockSet: ({ zone, because }: { readonly zone: string; readonly because: string }) =>
    `its clock was set with the time zone ${zone}, because ${because}.`,
  clockNotSet: ({ cause }: { readonly cause: string }) =>
    `its clock could not be set: ${cause}\n` +
    `The plugin tries again, at growing intervals. ${consequence()} A plug that reaches a time server sets its clock by itself.`,
  /** What was wrong with the time of a plug, after "because". */
  timeProblems: {
    'not set': 'it was not set',
    wrong: 'it was wrong',
    'no zone': 'it had no time zone',
    'other zone': 'it had another time zone',
    'old rules': 'its rules for daylight saving time were out of date',
  } satisfies Record<TimeProblem, string>,
};

function consequence(): string {
  return 'Until its clock is set, its meter may measure nothing, its energy per day is wrong, and its timers do not run.';
}

export type FeatureTexts = typeof features;
