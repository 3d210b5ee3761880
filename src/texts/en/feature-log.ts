import type { TimeProblem } from '../../error-reason.ts';

/** What the log says about features of one plug. Each text follows the plug's name and a colon. */
export const features = {
  /** Why an option has no effect on a plug, as the end of `"led" has no effect: …`. */
  unsupported: {
    noMeter: 'this plug does not measure power',
    energyIsOff: '"energy" is false',
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
