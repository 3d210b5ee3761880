import { asPlugError, perKind, type InternalError, type PerKind } from './errors.ts';

/** The plug that an error is about. */
export interface Subject {
  /** E.g. `Desk lamp (192.168.1.20)`. */
  readonly who: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
}

/** An error in words. Never a key, a password or a signature. */
export interface Words {
  /** One sentence: which plug, and what happened. */
  readonly happened: string;
  /** The likely cause, what to do, and what happens next; empty where there is nothing to do. */
  readonly advice: string;
}

/** The words for one error, in two styles. */
interface Explanation {
  /** The log: the plug stays in HomeKit, and is asked again. */
  readonly log: Words;
  /** A terminal: one command has failed. */
  readonly terminal: Words;
  /** The likely cause and what to do, where a plug has this trouble again and again, and answers in between. */
  readonly unstable: string;
}

const COMES_BACK = 'Home shows "No Response"; it is asked again and comes back by itself';

const HANG_UP = `It may be starting, or be busy with somebody else; with LAN encryption it also does this when the key is wrong. ${COMES_BACK}.`;

const WEAK =
  'Most likely its Wi-Fi is weak: move the plug or the access point, or unplug the plug for ten seconds. If another device has the same address, give each a fixed one in your router.';

const SHARED =
  'Most likely two devices have this address in turn: give each a fixed one in your router. If there is no other device, unplug the plug for ten seconds.';

const OURS = 'Please report it, with what the log says in debug mode.';

/** Every error that can happen between us and a plug. A kind without words does not compile. */
const EXPLANATIONS: PerKind<[Subject], Explanation> = {
  unreachable: ({ message }, { who }) => {
    const happened = `${who} cannot be reached: ${message}.`;
    const question = 'Is it plugged in, on this network, and still at that address?';
    return {
      log: { happened, advice: `${question} ${COMES_BACK}.` },
      terminal: { happened, advice: `${question} "meross-local discover" looks for plugs.` },
      unstable: WEAK,
    };
  },
  'no-answer': ({ hungUp }, { who }) => {
    const happened = noAnswer(who, hungUp);
    return {
      log: { happened, advice: hungUp ? HANG_UP : `Unplug it for ten seconds if this lasts. ${COMES_BACK}.` },
      terminal: {
        happened,
        advice: hungUp
          ? 'It may be starting, or busy with somebody else; with LAN encryption it also does this when the key is wrong.'
          : 'Try a longer --timeout, and unplug it for ten seconds if this lasts.',
      },
      unstable: WEAK,
    };
  },
  malformed: ({ message }, { who }) => ({
    log: {
      happened: `${who} answers, but not as a Meross plug does: ${message}.`,
      advice: `Is it a Meross plug that has this address, and is its port right? ${COMES_BACK}.`,
    },
    terminal: {
      happened: `${who} gave an answer that makes no sense: ${message}.`,
      advice: 'Try again. If it happens every time, please report it with model and firmware.',
    },
    unstable: SHARED,
  }),
  'not-signed': (_, { who, path }) => ({
    log: {
      happened: `${who}: something at this address answers in this plug's name, but does not sign with its key any more, so it is not believed.`,
      advice:
        'Either the plug has another key or firmware now, or another program or device answers there. ' +
        `If it was reset or given another key, set "key" at ${path} to that one and restart Homebridge. If its firmware was updated, "meross-local doctor" says how it signs now. ` +
        'Until it signs with its key again, nothing of it is shown or switched; removing its cached accessory in Homebridge makes the plugin learn it anew.',
    },
    terminal: {
      happened: `${who}: something there answers in this plug's name, but does not sign with its key, so it was not believed.`,
      advice:
        'Either the plug has another key or firmware now, or another program or device answers there. "meross-local doctor" says how it signs.',
    },
    unstable: SHARED,
  }),
  'other-plug': ({ found, expected }, { who, path }) => ({
    log: {
      happened: `${who}: another plug answers at this address (uuid ${found}, not ${expected}), so nothing is read or switched there.`,
      advice: `Give each plug a fixed address in your router, or set "host" at ${path} to where this one is now. If it was replaced, remove its cached accessory in Homebridge.`,
    },
    terminal: {
      happened: `${who}: another plug answers there (uuid ${found}, not ${expected}), so nothing was read or switched.`,
      advice: '"meross-local discover" shows where plugs are now; then correct "host" in the config.',
    },
    unstable: SHARED,
  }),
  'wrong-key': (_, { who, path }) => ({
    log: {
      happened: `${who} does not accept the key in the config.`,
      advice: `Set "key" at ${path} to the key that this plug was given, and restart Homebridge. Until then it can be neither read nor switched.`,
    },
    terminal: {
      happened: `${who} does not accept this key.`,
      advice: 'The key is the one that this plug was set up with; another plug may have another one.',
    },
    unstable: SHARED,
  }),
  refused: ({ code }, { who }) => ({
    log: {
      happened: `${who} refused to do it: error ${code}.`,
      advice:
        "The plug gives no reason. Its state is read again; if this happens every time, please report it with the plug's model and firmware.",
    },
    terminal: {
      happened: `${who} refused: error ${code}.`,
      advice: 'The plug gives no reason. Its firmware may not know this, or not with these values.',
    },
    unstable: WEAK,
  }),
  // In the log it is about the query that every plug answers, so the plug is not well; in a terminal, about one command.
  unsupported: ({ message }, { who }) => ({
    log: { happened: noAnswer(who, true), advice: HANG_UP },
    terminal: { happened: `${who} cannot do that: ${message}.`, advice: '"meross-local info" tells what it can.' },
    unstable: WEAK,
  }),
  locked: (_, { who, path }) => ({
    log: {
      happened: `${who} is locked, and was not switched.`,
      advice: `Remove "locked" at ${path} and restart Homebridge if HomeKit may switch it.`,
    },
    terminal: {
      happened: `${who} is locked in the config, and was left as it is.`,
      advice: 'To switch it all the same, give its address and --no-config.',
    },
    unstable: OURS,
  }),
  'given-up': (_, { who }) => ({
    log: {
      happened: `${who}: a request was given up before it was answered.`,
      advice: 'It made room for a command, or Homebridge ends. The plug is asked again.',
    },
    terminal: { happened: 'Interrupted.', advice: '' },
    unstable: OURS,
  }),
  internal: (error, { who }) => ({
    log: { happened: `${who}: an unexpected failure of this plugin.`, advice: `${OURS} It is tried again.` },
    terminal: {
      happened: `${who === '' ? 'An' : `${who}: an`} unexpected failure of this command: ${mistakeOf(error)}.`,
      advice: 'Please report it, with the command line (but not the key) and what "meross-local --version" says.',
    },
    unstable: OURS,
  }),
};

/** A failure in two lines for the log of Homebridge. What is no error of a plug is a mistake of ours. */
export function explainInLog(error: unknown, subject: Subject): string {
  const { happened, advice } = perKind(EXPLANATIONS, asPlugError(error), subject).log;
  return `${happened}\n${advice}`;
}

/** A failure for whoever has run a command. `who` is empty where no plug is known. */
export function explainInTerminal(error: unknown, who: string): Words {
  return perKind(EXPLANATIONS, asPlugError(error), { who, path: '' }).terminal;
}

/** Why a plug may have such trouble again and again, and what to do. */
export function explainUnstable(error: unknown): string {
  return perKind(EXPLANATIONS, asPlugError(error), { who: '', path: '' }).unstable;
}

function noAnswer(who: string, hungUp: boolean): string {
  return hungUp ? `${who} hangs up without an answer.` : `${who} accepts a connection and then stays silent.`;
}

/** What went wrong in our own code, by name. */
function mistakeOf(error: InternalError): string {
  const mistake: unknown = error.cause ?? error;
  return mistake instanceof Error ? `${mistake.name}: ${mistake.message}` : String(mistake);
}
