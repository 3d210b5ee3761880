import { OPEN } from '../../protocol/namespaces/config-wifilist.ts';
import type { NetworkOffer } from '../../setup/provision.ts';
import { networkFor, type WifiSettings } from '../../setup/wifi-settings.ts';
import type { Call } from '../call.ts';
import { complaint } from './option-check.ts';
import type { Choice, UserQuestions } from './user-questions.ts';

const CHANNEL = { min: 1, max: 14, whole: true };
const ENCRYPTION = { min: 0, max: 8, whole: true };
const CIPHER = { min: 0, max: 4, whole: true };

/** A valid password; with it, everything except the real password is checked. */
const SOME_PASSWORD = '00000000';

/** The network settings of the command line and the environment. */
export type GivenWifi = Partial<WifiSettings>;

/** @throws {UsageError} a number out of range */
export function givenWifi(call: Call): GivenWifi {
  const { MEROSS_WIFI_PASSWORD: password } = call.io.env;
  const ssid = call.text('ssid');
  const bssid = call.text('bssid');
  const channel = call.number('channel', CHANNEL);
  const encryption = call.number('encryption', ENCRYPTION);
  const cipher = call.number('cipher', CIPHER);
  return {
    ...(ssid !== undefined && { ssid }),
    ...(password !== undefined && password !== '' && { password }),
    ...(bssid !== undefined && { bssid }),
    ...(channel !== undefined && { channel }),
    ...(encryption !== undefined && { encryption }),
    ...(cipher !== undefined && { cipher }),
  };
}

/**
 * The network that a plug is to join: the given settings; the user is asked for missing ones, with the plug's own list.
 *
 * @throws {RangeError} for users: an invalid network or password, or a missing setting without a terminal
 * @throws {GivenUpError} the user cancels
 */
export async function wifiSettings(
  given: GivenWifi,
  { networks }: NetworkOffer,
  questions: UserQuestions | undefined,
): Promise<WifiSettings> {
  const network = await askForName(given, networks, questions);
  const isOpen = isOpenNetwork(network, networks);
  // Checked before the user types a password.
  networkFor({ ...network, password: isOpen ? '' : SOME_PASSWORD }, networks);
  const password = given.password ?? (isOpen ? '' : await askForPassword(network, networks, questions));
  const settings = { ...network, password };
  networkFor(settings, networks);
  return settings;
}

type WifiWithoutPassword = Omit<WifiSettings, 'password'>;

function isOpenNetwork({ ssid, encryption }: WifiWithoutPassword, networks: NetworkOffer['networks']): boolean {
  return (encryption ?? networks?.find(network => network.ssid === ssid)?.encryption) === OPEN;
}

async function askForName(
  { password: _, ...given }: GivenWifi,
  networks: NetworkOffer['networks'],
  questions: UserQuestions | undefined,
): Promise<WifiWithoutPassword> {
  const { ssid } = given;
  if (ssid !== undefined) return { ...given, ssid };
  if (questions === undefined) throw new RangeError('no network was given');
  const choices = (networks ?? []).map(({ ssid: name, signal, encryption }): Choice<string | undefined> => {
    return { value: name, label: name, hint: `${signal} %${encryption === OPEN ? ', open' : ''}` };
  });
  const other = { value: undefined, label: 'Another one', hint: 'hidden, or not in this list' };
  const chosen =
    choices.length === 0
      ? undefined
      : await questions.choose('Which network should the plug join?', [...choices, other]);
  if (chosen !== undefined) return { ...given, ssid: chosen };
  return { ...given, ...(await askForDescription(questions)) };
}

/** For a network that the plug does not list, the plug needs more settings. */
async function askForDescription(
  questions: UserQuestions,
): Promise<WifiWithoutPassword & { readonly bssid: string; readonly channel: number }> {
  const validExample = { bssid: '00:00:00:00:00:00', channel: 1, password: SOME_PASSWORD };
  const check = (more: Partial<WifiSettings>) =>
    complaint(() => networkFor({ ssid: 'x', ...validExample, ...more }, undefined));
  const ssid = await questions.text('Name of the network', text => check({ ssid: text }));
  const bssid = await questions.text('Address of its access point (BSSID; the router shows it)', text =>
    check({ bssid: text.trim() }),
  );
  const channel = await questions.text('Its channel (1 to 13)', text => check({ channel: numberIn(text) }));
  return { ssid, bssid: bssid.trim(), channel: numberIn(channel) };
}

const numberIn = (text: string): number => (/^\s*\d+\s*$/.test(text) ? Number(text) : NaN);

async function askForPassword(
  network: WifiWithoutPassword,
  networks: NetworkOffer['networks'],
  questions: UserQuestions | undefined,
): Promise<string> {
  if (questions === undefined) {
    throw new RangeError('this network has a password, but MEROSS_WIFI_PASSWORD is not set');
  }
  return questions.secret(`Password of "${network.ssid}"`, password =>
    complaint(() => networkFor({ ...network, password }, networks)),
  );
}
