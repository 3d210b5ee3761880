const MEANWHILE = 'Until then the plugs are shown over HomeKit (HAP), as with "publish": "hap".';

/** What the log says about publishing over Matter. */
export const matter = {
  oldHomebridge: ({ version }: { readonly version: string }) =>
    `"publish": "matter" needs Homebridge 2.2 or later, and this is Homebridge ${version}.\n` +
    `Update Homebridge, or remove "publish". ${MEANWHILE}`,
  notEnabled:
    '"publish": "matter" has no effect, because Matter is not enabled for the bridge of this plugin.\n' +
    'Enable it in the bridge settings of the Homebridge UI ("matter": {} in "bridge", or in "_bridge" of a child ' +
    `bridge), and restart. ${MEANWHILE}`,
  refused: ({ reason }: { readonly reason: string }) =>
    `Homebridge could not publish over Matter: ${reason}\n` +
    'Its own lines from "[Matter/…]" say more. Likely causes: "bind" of the bridge names an IP address instead of an ' +
    `interface such as "eth0", or the Matter port is in use. Correct it, and restart. ${MEANWHILE}`,
  /** One plug has changed from HomeKit to Matter. */
  nowOverMatter: ({ name }: { readonly name: string }) =>
    `${name} is published over Matter now, and its HomeKit tile is removed, with its room, scenes and automations.\n` +
    "If Home does not show the new tile, add Homebridge's Matter bridge with its own pairing code. Totals and history stay.",
  /** One plug has changed from Matter to HomeKit. */
  nowOverHomeKit: ({ name }: { readonly name: string }) =>
    `${name} is published over HomeKit (HAP) now, and its Matter tile is removed, with its room, scenes and automations.\n` +
    'Totals and history stay.',
  notRemoved: ({ error }: { readonly error: string }) => `Plugs could not be removed from Matter: ${error}`,
};

export type MatterTexts = Readonly<typeof matter>;
