import { asPlugError, perKind, type InternalError, type PerKind } from './errors.ts';
import { merossAppPage } from './links.ts';

/** The plug that an error is about. */
export interface ExplainedPlug {
  /** E.g. `Desk lamp (192.168.1.20)`. */
  readonly who: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
  /** E.g. `192.168.1.20`, as the command line takes it. */
  readonly address: string;
  /** Whether it has an accessory in HomeKit. A plug that has never replied has none. */
  readonly isInHome: boolean;
}

/** An error as text. Never a key, a password or a signature. */
export interface ErrorText {
  /** One sentence: which plug, and what happened. */
  readonly happened: string;
  /** The likely cause, what to do, and what happens next; empty where there is nothing to do. */
  readonly advice: string;
}

/** The texts for one error, in two styles. */
interface KindExplanation {
  /** The log: the plugin keeps asking the plug. */
  readonly log: ErrorText;
  /** A terminal: one command has failed. */
  readonly terminal: ErrorText;
  /** The likely cause and what to do, where a plug has this problem again and again, and replies in between. */
  readonly unstable: string;
}

const HANG_UP = 'It may be starting or busy; with LAN encryption it also hangs up when the key is wrong.';

const WEAK =
  'Most likely its Wi-Fi is weak: move the plug or the access point, or unplug the plug for ten seconds. If another device has the same address, give each a fixed one in your router.';

const SHARED =
  'Most likely two devices share this address: give each a fixed one in your router. If there is no other device, unplug the plug for ten seconds.';

const OURS = 'Please report it, together with the log in debug mode.';

/** Every error that can happen between us and a plug. A kind without a text does not compile. */
const EXPLANATIONS: PerKind<[ExplainedPlug], KindExplanation> = {
  unreachable: ({ message }, plug) => {
    const happened = `${plug.who} cannot be reached: ${message}.`;
    return {
      log: {
        happened,
        advice: `Check that it has power, is on this network and still has this address. ${nextSteps(plug)}`,
      },
      terminal: {
        happened,
        advice:
          'Is it plugged in, on this network, and still at that address? "meross-local discover" looks for plugs.',
      },
      unstable: WEAK,
    };
  },
  'no-answer': ({ hungUp }, plug) => {
    const happened = noAnswer(plug.who, hungUp);
    return {
      log: {
        happened,
        advice: `${hungUp ? HANG_UP : 'If this lasts, unplug it for ten seconds.'} ${nextSteps(plug)}`,
      },
      terminal: {
        happened,
        advice: hungUp ? HANG_UP : 'Try a longer --timeout. If this lasts, unplug the plug for ten seconds.',
      },
      unstable: WEAK,
    };
  },
  malformed: ({ message }, plug) => ({
    log: {
      happened: `${plug.who} does not reply as a Meross plug: ${message}.`,
      advice: `Probably another device has this address, or the port is wrong. ${nextSteps(plug)}`,
    },
    terminal: {
      happened: `${plug.who} sent a reply that makes no sense: ${message}.`,
      advice: 'Try again. If it happens every time, please report it with model and firmware.',
    },
    unstable: SHARED,
  }),
  'not-signed': (_, { who, path, address }) => ({
    log: {
      happened: `${who}: a reply in the name of this plug is not signed with its key any more, so it is not trusted.`,
      advice:
        `If the plug was reset or has another key now, set ${optionOf('key', path)} to that key and restart Homebridge. Otherwise another device or program replies at this address: ${doctor(address)} ` +
        'Until the plug signs with its key again, nothing of it is shown or switched. If its firmware was updated, remove its cached accessory in Homebridge.',
    },
    terminal: {
      happened: `${who}: a reply in the name of this plug is not signed with its key, so it was not trusted.`,
      advice:
        'Either the plug has another key or firmware now, or another program or device replies there. "meross-local doctor" shows how it signs.',
    },
    unstable: SHARED,
  }),
  'other-plug': ({ found, expected }, { who, path, address }) => ({
    log: {
      happened: `${who}: another plug replies at this address (uuid ${found}, not ${expected}), so nothing is read or switched there.`,
      advice: `Set ${optionOf('host', path)} to the new address of this plug, and give each plug a fixed address in your router. If the plug was replaced, remove its cached accessory in Homebridge. ${doctor(address)}`,
    },
    terminal: {
      happened: `${who}: another plug replies there (uuid ${found}, not ${expected}), so nothing was read or switched.`,
      advice: '"meross-local discover" shows where plugs are now; then correct "host" in the config.',
    },
    unstable: SHARED,
  }),
  'wrong-key': (_, { who, path, address }) => ({
    log: {
      happened: `${who} does not accept the key in the config.`,
      advice:
        `Set ${optionOf('key', path)} to the key that this plug was given and restart Homebridge; until then it is neither read nor switched. ` +
        `A plug that was set up with the Meross app has a key of its own, see ${merossAppPage()}. ${doctor(address)}`,
    },
    terminal: {
      happened: `${who} does not accept this key.`,
      advice: `Use the key that this plug was set up with; each plug may have another one. Set up with the Meross app? See ${merossAppPage()}.`,
    },
    unstable: SHARED,
  }),
  refused: ({ code }, { who, address }) => ({
    log: {
      happened: `${who} refused the command: error ${code}.`,
      advice: `The plug gives no reason; its state is read again. If this happens every time, please report it with what ${doctorCommand(address)} prints.`,
    },
    terminal: {
      happened: `${who} refused: error ${code}.`,
      advice: 'The plug gives no reason. Its firmware may not support this, or not these values.',
    },
    unstable: WEAK,
  }),
  // In the log it is about the query that every plug answers, so the plug is not well; in a terminal, about one command.
  unsupported: ({ message }, plug) => ({
    log: { happened: noAnswer(plug.who, true), advice: `${HANG_UP} ${nextSteps(plug)}` },
    terminal: {
      happened: `${plug.who} cannot do that: ${message}.`,
      advice: '"meross-local info" lists what it can do.',
    },
    unstable: WEAK,
  }),
  locked: (_, { who, path }) => ({
    log: {
      happened: `${who} is locked, and was not switched.`,
      advice: `To let HomeKit switch it, remove ${optionOf('locked', path)} and restart Homebridge.`,
    },
    terminal: {
      happened: `${who} is locked in the config, and was not switched.`,
      advice: 'To switch it anyway, give its address and --no-config.',
    },
    unstable: OURS,
  }),
  'given-up': (_, { who }) => ({
    log: {
      happened: `${who}: a request was given up before the plug replied.`,
      advice: 'It made room for a command, or Homebridge is stopping. The plugin asks the plug again.',
    },
    terminal: { happened: 'Interrupted.', advice: '' },
    unstable: OURS,
  }),
  internal: (error, { who }) => ({
    log: { happened: `${who}: an unexpected failure of this plugin.`, advice: `${OURS} The plugin tries again.` },
    terminal: {
      happened: `${who === '' ? 'An' : `${who}: an`} unexpected failure of this command: ${mistakeOf(error)}.`,
      advice: 'Please report it, with the command line (but not the key) and the output of "meross-local --version".',
    },
    unstable: OURS,
  }),
};

/** A failure in two lines for the log of Homebridge. What is no error of a plug is a mistake of ours. */
export function explainInLog(error: unknown, plug: ExplainedPlug): string {
  const { happened, advice } = perKind(EXPLANATIONS, asPlugError(error), plug).log;
  return `${happened}\n${advice}`;
}

/** A failure for the terminal. `who` is empty where no plug is known. */
export function explainInTerminal(error: unknown, who: string): ErrorText {
  return perKind(EXPLANATIONS, asPlugError(error), { ...NO_PLUG, who }).terminal;
}

/** Why a plug may have such a problem again and again, and what to do. */
export function explainUnstable(error: unknown): string {
  return perKind(EXPLANATIONS, asPlugError(error), NO_PLUG).unstable;
}

const NO_PLUG: ExplainedPlug = { who: '', path: '', address: '', isInHome: false };

/** An entry of the config as people count: `devices[2]` is `plug 3`. Another path is returned as it is. */
export function entryName(path: string): string {
  const index = /^devices\[(\d+)\]$/.exec(path)?.[1];
  return index === undefined ? path : `plug ${String(Number(index) + 1)}`;
}

/** An option of an entry: `"key" of plug 3`, or `"key" at the top level` for a plug that discovery found. */
function optionOf(option: string, path: string): string {
  const entry = entryName(path);
  return entry === path ? `"${option}" at ${path}` : `"${option}" of ${entry}`;
}

/** The command that finds the cause, and what happens until the plug replies. */
function nextSteps({ address, isInHome }: ExplainedPlug): string {
  const next = isInHome
    ? 'Home shows "No Response" until it replies; the plugin keeps asking.'
    : 'It is not in Home yet; it appears as soon as it replies.';
  return `${doctor(address)} ${next}`;
}

function doctor(address: string): string {
  return `${doctorCommand(address)} finds the cause.`;
}

function doctorCommand(address: string): string {
  return `"meross-local doctor ${address}"`;
}

function noAnswer(who: string, hungUp: boolean): string {
  return hungUp ? `${who} hangs up without a reply.` : `${who} accepts a connection and then stays silent.`;
}

/** What went wrong in our own code, by name. */
function mistakeOf(error: InternalError): string {
  const mistake: unknown = error.cause ?? error;
  return mistake instanceof Error ? `${mistake.name}: ${mistake.message}` : String(mistake);
}
