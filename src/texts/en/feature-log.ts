import type { TimeProblem } from '../../error-reason.ts';
import { duration, watts } from './numbers.ts';
import { minutesOf, type RuleOfOthers } from '../rule-of-others.ts';

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
    noTimers: 'this plug does not support timers, and so cannot switch by itself',
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
  notRestarted: ({ cause }: { readonly cause: string }) =>
    `it was not restarted: ${cause}\n` +
    'It is only switched off once a timer in the plug is sure to turn it on again. A clock that is not set is set by ' +
    '`meross-local clock`, or with "clock": "auto".',
  restartTimerNotRemoved: ({ id, cause }: { readonly id: string; readonly cause: string }) =>
    `the timer "${id}" of its restart could not be removed: ${cause}\n` +
    'Until it is removed, it turns the outlet on every day at the same time. The plugin tries again, at growing intervals.',
  offTimerNotChanged: ({ cause }: { readonly cause: string }) =>
    `its off timer could not be changed: ${cause}\n` +
    'A clock that is not set is set by `meross-local clock`, or with "clock": "auto".',
  offTimerNotRemoved: ({ id, cause }: { readonly id: string; readonly cause: string }) =>
    `its off timer "${id}" could not be removed: ${cause}\n` +
    'The plugin tries again, at growing intervals. Until then the plug may switch off once more at that time.',
  offTimerOverdue: 'its off timer was over, but the plug had not switched off by itself, so the plugin did.',
  /** `rules`: texts of {@link ruleOfOthers}; `more`: how many were left out. */
  rulesOfOthers: ({ rules, more }: { readonly rules: string; readonly more: number }) =>
    `another program has written rules into it that switch it: ${rules}${more > 0 ? `; and ${String(more)} more` : ''}.`,
  ruleOfOthers: (rule: RuleOfOthers) => {
    const name = `"${rule.name}"${rule.outlet === undefined ? '' : ` of outlet ${String(rule.outlet)}`}`;
    const command = `(\`meross-local ${rule.command}\`)`;
    if (rule.kind === 'auto-off') return `auto-off ${name}, ${minutesOf(rule.seconds)} after "on" ${command}`;
    const days = typeof rule.days === 'string' ? rule.days : rule.days.week;
    return `timer ${name}, ${rule.on ? 'on' : 'off'} at ${rule.at} ${days} ${command}`;
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
