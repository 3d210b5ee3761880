import type { ServerTexts } from '../server-texts.ts';

const HANG_UP = 'It may be starting or busy; with LAN encryption it also hangs up when the key is wrong.';
const SEARCH = 'The search shows where plugs are now';

/** What the server of the settings page says, in English: the reference for the other languages. */
export const server: ServerTexts = {
  failures: {
    unreachable: (_, { who, cause }) => ({
      happened: `${who} cannot be reached: ${cause}.`,
      advice: `Is it plugged in, on this network, and still at that address? ${SEARCH}.`,
    }),
    'no-answer': ({ hungUp }, { who }) => ({
      happened: hungUp ? `${who} hangs up without a reply.` : `${who} accepts a connection and then stays silent.`,
      advice: hungUp ? HANG_UP : 'Try again. If this lasts, unplug the plug for ten seconds.',
    }),
    malformed: (_, { who, cause }) => ({
      happened: `${who} sent a reply that makes no sense: ${cause}.`,
      advice: 'Try again. If it happens every time, please report it with model and firmware.',
    }),
    'not-signed': (_, { who }) => ({
      happened: `${who}: a reply in the name of this plug is not signed with its key, so it was not trusted.`,
      advice: 'Either the plug has another key or firmware now, or another program or device replies there.',
    }),
    'other-plug': ({ found, expected }, { who }) => ({
      happened: `${who}: another plug replies there (uuid ${found}, not ${expected}), so nothing was read or switched.`,
      advice: `${SEARCH}; then correct the address of this plug.`,
    }),
    'wrong-key': (_, { who, keyPage }) => ({
      happened: `${who} does not accept this key.`,
      advice: `Use the key that this plug was set up with; each plug may have another one. Set up with the Meross app? See ${keyPage}.`,
    }),
    refused: ({ code }, { who }) => ({
      happened: `${who} refused: error ${code}.`,
      advice: 'The plug gives no reason. Its firmware may not support this, or not these values.',
    }),
    unsupported: (_, { who, cause }) => ({
      happened: `${who} cannot do that: ${cause}.`,
      advice: 'Its details show what it can do.',
    }),
    locked: (_, { who }) => ({ happened: `${who} is locked in the config, and was not switched.`, advice: '' }),
    'given-up': () => ({ happened: 'Interrupted.', advice: '' }),
    internal: (_, { who }) => ({ happened: `${who}: an unexpected failure.`, advice: 'Please report it.' }),
  },
  nothingToChange: 'There is nothing to change: neither a new key nor a broker was given.',
  isBusy: 'A plug is being set up already.',
  unexpected: 'An unexpected failure of the settings page.',
  usesOldSettings: 'The plug acknowledged, but uses its old settings until its next start.',
  powerCycle: 'Unplug it for ten seconds, which also cuts its load, and do this again to check the result.',
  waitsForBroker:
    'The plug uses the new broker from its next start: unplug it for ten seconds, which also cuts its load.',
  oneOutlet: 'this plug has only one outlet',
  takeOver: {
    noAddress: 'The entry has no address: the search finds the plug.',
    badAddress: 'The address of the entry is not one of a local network.',
    noKey: 'The block contains no key for this plug.',
  },
};
