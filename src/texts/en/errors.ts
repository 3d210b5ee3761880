import type { ErrorTexts } from '../explained-error.ts';
import { entryNumber, type ExplainedPlug } from '../explained-plug.ts';

const HANG_UP = 'It may be starting or busy; with LAN encryption it also hangs up when the key is wrong.';

const OURS = 'Please report it, together with the log in debug mode.';

const hangsUp = (who: string): string => `${who} hangs up without a reply.`;

const doctorCommand = (address: string): string => `"meross-local doctor ${address}"`;

/** The command that finds the cause. */
const doctor = (address: string): string => `${doctorCommand(address)} finds the cause.`;

/** The command that finds the cause, and what happens until the plug replies. */
const next = ({ address, isInHome }: ExplainedPlug): string =>
  `${doctor(address)} ${
    isInHome
      ? 'Home shows "No Response" until it replies; the plugin keeps asking.'
      : 'It is not in Home yet; it appears as soon as it replies.'
  }`;

/** An option of an entry: `"key" of plug 3`, or `"key" at the top level` for a plug that discovery found. */
function optionOf(option: string, path: string): string {
  const number = entryNumber(path);
  return number === undefined ? `"${option}" at ${path}` : `"${option}" of plug ${String(number)}`;
}

/** Every error between us and a plug, for the log: which plug, what happened, the likely cause, what to do, what comes next. */
export const errors: ErrorTexts = {
  explained: {
    unreachable: (_, plug) => ({
      happened: `${plug.who} cannot be reached: ${plug.cause}.`,
      advice: `Check that it has power, is on this network and still has this address. ${next(plug)}`,
    }),
    'no-answer': ({ hungUp }, plug) => ({
      happened: hungUp ? hangsUp(plug.who) : `${plug.who} accepts a connection and then stays silent.`,
      advice: `${hungUp ? HANG_UP : 'If this lasts, unplug it for ten seconds.'} ${next(plug)}`,
    }),
    malformed: (_, plug) => ({
      happened: `${plug.who} does not reply as a Meross plug: ${plug.cause}.`,
      advice: `Probably another device has this address, or the port is wrong. ${next(plug)}`,
    }),
    'not-signed': (_, { who, path, address }) => ({
      happened: `${who}: a reply in the name of this plug is not signed with its key any more, so it is not trusted.`,
      advice:
        `If the plug was reset or has another key now, set ${optionOf('key', path)} to that key and restart Homebridge. Otherwise another device or program replies at this address: ${doctor(address)} ` +
        'Until the plug signs with its key again, nothing of it is shown or switched. If its firmware was updated, remove its cached accessory in Homebridge.',
    }),
    'other-plug': ({ found, expected }, { who, path, address }) => ({
      happened: `${who}: another plug replies at this address (uuid ${found}, not ${expected ?? 'any other'}), so nothing is read or switched there.`,
      advice: `Set ${optionOf('host', path)} to the new address of this plug, and give each plug a fixed address in your router. If the plug was replaced, remove its cached accessory in Homebridge. ${doctor(address)}`,
    }),
    'wrong-key': (_, { who, path, address, keyPage }) => ({
      happened: `${who} does not accept the key in the config.`,
      advice:
        `Set ${optionOf('key', path)} to the key that this plug was given and restart Homebridge; until then it is neither read nor switched. ` +
        `A plug that was set up with the Meross app has a key of its own, see ${keyPage}. ${doctor(address)}`,
    }),
    refused: ({ code }, { who, address }) => ({
      happened: `${who} refused the command: error ${code}.`,
      advice: `The plug gives no reason; its state is read again. If this happens every time, please report it with what ${doctorCommand(address)} prints.`,
    }),
    // It is about the query that every plug answers, so the plug is not well.
    unsupported: (_, plug) => ({ happened: hangsUp(plug.who), advice: `${HANG_UP} ${next(plug)}` }),
    locked: (_, { who, path }) => ({
      happened: `${who} is locked, and was not switched.`,
      advice: `To let HomeKit switch it, remove ${optionOf('locked', path)} and restart Homebridge.`,
    }),
    'given-up': (_, { who }) => ({
      happened: `${who}: a request was given up before the plug replied.`,
      advice: 'It made room for a command, or Homebridge is stopping. The plugin asks the plug again.',
    }),
    internal: (_, { who }) => ({
      happened: `${who}: an unexpected failure of this plugin.`,
      advice: `${OURS} The plugin tries again.`,
    }),
  },
  unstable: {
    weak: 'Most likely its Wi-Fi is weak: move the plug or the access point, or unplug the plug for ten seconds. If another device has the same address, give each a fixed one in your router.',
    shared:
      'Most likely two devices share this address: give each a fixed one in your router. If there is no other device, unplug the plug for ten seconds.',
    ours: OURS,
  },
};
