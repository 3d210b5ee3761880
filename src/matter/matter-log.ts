import type { MatterProblem } from './matter-api.ts';

/** What the log says when plugs that should be published over Matter are published over HomeKit instead. */
export function matterProblemText(problem: MatterProblem): string {
  const meanwhile = 'Until then the plugs are shown over HomeKit (HAP), as with "publish": "hap".';
  switch (problem.kind) {
    case 'old homebridge':
      return (
        `"publish": "matter" needs Homebridge 2.2 or later, and this is Homebridge ${problem.version}.\n` +
        `Update Homebridge, or remove "publish". ${meanwhile}`
      );
    case 'not enabled':
      return (
        '"publish": "matter" has no effect, because Matter is not enabled for the bridge of this plugin.\n' +
        'Enable it in the bridge settings of the Homebridge UI ("matter": {} in "bridge", or in "_bridge" of a child ' +
        `bridge), and restart. ${meanwhile}`
      );
    case 'refused':
      return (
        `Homebridge could not publish over Matter: ${problem.reason}\n` +
        'Its own lines from "[Matter/…]" say more. Likely causes: "bind" of the bridge names an IP address instead of an ' +
        `interface such as "eth0", or the Matter port is in use. Correct it, and restart. ${meanwhile}`
      );
  }
}

/** One plug has changed from HomeKit to Matter. */
export const nowOverMatterText = (name: string): string =>
  `${name} is published over Matter now, and its HomeKit tile is removed, with its room, scenes and automations.\n` +
  "If Home does not show the new tile, add Homebridge's Matter bridge with its own pairing code. Totals and history stay.";

/** One plug has changed from Matter to HomeKit. */
export const nowOverHomeKitText = (name: string): string =>
  `${name} is published over HomeKit (HAP) now, and its Matter tile is removed, with its room, scenes and automations.\n` +
  'Totals and history stay.';
