import { asPlugError, perKind, type InternalError, type PerKind, type PlugErrorKind } from './errors.ts';
import { merossAppPage } from './links.ts';
import type { UnstableCause } from './texts/explained-error.ts';
import type { ErrorText, ExplainedPlug } from './texts/explained-plug.ts';
import { ENGLISH, type LogTexts } from './texts/log-texts.ts';

export type { ErrorText, ExplainedPlug } from './texts/explained-plug.ts';

const HANG_UP = 'It may be starting or busy; with LAN encryption it also hangs up when the key is wrong.';

/** The texts for a terminal, where one command has failed. They are in English only. `who` is empty where no plug is known. */
const IN_TERMINAL: PerKind<[who: string], ErrorText> = {
  unreachable: ({ message }, who) => ({
    happened: `${who} cannot be reached: ${message}.`,
    advice: 'Is it plugged in, on this network, and still at that address? "meross-local discover" looks for plugs.',
  }),
  'no-answer': ({ hungUp }, who) => ({
    happened: hungUp ? `${who} hangs up without a reply.` : `${who} accepts a connection and then stays silent.`,
    advice: hungUp ? HANG_UP : 'Try a longer --timeout. If this lasts, unplug the plug for ten seconds.',
  }),
  malformed: ({ message }, who) => ({
    happened: `${who} sent a reply that makes no sense: ${message}.`,
    advice: 'Try again. If it happens every time, please report it with model and firmware.',
  }),
  'not-signed': (_, who) => ({
    happened: `${who}: a reply in the name of this plug is not signed with its key, so it was not trusted.`,
    advice:
      'Either the plug has another key or firmware now, or another program or device replies there. "meross-local doctor" shows how it signs.',
  }),
  'other-plug': ({ found, expected }, who) => ({
    happened: `${who}: another plug replies there (uuid ${found}, not ${expected ?? 'any other'}), so nothing was read or switched.`,
    advice: '"meross-local discover" shows where plugs are now; then correct "host" in the config.',
  }),
  'wrong-key': (_, who) => ({
    happened: `${who} does not accept this key.`,
    advice: `Use the key that this plug was set up with; each plug may have another one. Set up with the Meross app? See ${merossAppPage()}.`,
  }),
  refused: ({ code }, who) => ({
    happened: `${who} refused: error ${code}.`,
    advice: 'The plug gives no reason. Its firmware may not support this, or not these values.',
  }),
  unsupported: ({ message }, who) => ({
    happened: `${who} cannot do that: ${message}.`,
    advice: '"meross-local info" lists what it can do.',
  }),
  locked: (_, who) => ({
    happened: `${who} is locked in the config, and was not switched.`,
    advice: 'To switch it anyway, give its address and --no-config.',
  }),
  'given-up': () => ({ happened: 'Interrupted.', advice: '' }),
  internal: (error, who) => ({
    happened: `${who === '' ? 'An' : `${who}: an`} unexpected failure of this command: ${mistakeOf(error)}.`,
    advice: 'Please report it, with the command line (but not the key) and the output of "meross-local --version".',
  }),
};

/** The likely cause where a plug has a problem again and again, and replies in between. */
const UNSTABLE: Readonly<Record<PlugErrorKind, UnstableCause>> = {
  unreachable: 'weak',
  'no-answer': 'weak',
  malformed: 'shared',
  'not-signed': 'shared',
  'other-plug': 'shared',
  'wrong-key': 'shared',
  refused: 'weak',
  unsupported: 'weak',
  locked: 'ours',
  'given-up': 'ours',
  internal: 'ours',
};

/** A failure in two lines for the log of Homebridge. What is not an error of a plug is a mistake of ours. */
export function explainInLog(error: unknown, plug: ExplainedPlug, texts: LogTexts): string {
  const plugError = asPlugError(error);
  const logged = { ...plug, cause: texts.cause(plugError), keyPage: merossAppPage() };
  const { happened, advice } = perKind(texts.errors.explained, plugError, logged);
  return `${happened}\n${advice}`;
}

/** A failure for the terminal. `who` is empty where no plug is known. */
export function explainInTerminal(error: unknown, who: string): ErrorText {
  return perKind(IN_TERMINAL, asPlugError(error), who);
}

/** Why a plug may have such a problem again and again, and what to do. */
export function explainUnstable(error: unknown, { errors }: LogTexts): string {
  return errors.unstable[UNSTABLE[asPlugError(error).kind]];
}

/** An entry of the config as people count, in English: `devices[2]` is `plug 3`. Another path is returned as it is. */
export function entryName(path: string): string {
  return ENGLISH.log.entry({ path });
}

/** What went wrong in our own code, by name. */
function mistakeOf(error: InternalError): string {
  const mistake: unknown = error.cause ?? error;
  return mistake instanceof Error ? `${mistake.name}: ${mistake.message}` : String(mistake);
}
