import { OPEN } from '../../protocol/namespaces/config-wifilist.ts';
import type { NetworkOffer } from '../../provisioning/provision.ts';
import { networkFor, type WifiWish } from '../../provisioning/wifi.ts';
import type { Call } from '../call.ts';
import { complaint } from './checked.ts';
import type { Choice, Questions } from './questions.ts';

const CHANNEL = { min: 1, max: 14, whole: true };
const ENCRYPTION = { min: 0, max: 8, whole: true };
const CIPHER = { min: 0, max: 4, whole: true };

/** Long enough to be one; with it, everything but the password is checked. */
const SOME_PASSWORD = '00000000';

/** What of a network stands on the command line and in the environment. */
export type GivenWifi = Partial<WifiWish>;

/** @throws {UsageError} a number that makes no sense */
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
 * The network that a plug is to join: as it was given, and what was not is asked for, from the plug's own list.
 *
 * @throws {RangeError} in words for people: a network or a password that cannot be, or something that was not given
 * @throws {GivenUpError} whoever was asked would rather not
 */
export async function wifiFor(
  given: GivenWifi,
  { networks }: NetworkOffer,
  questions: Questions | undefined,
): Promise<WifiWish> {
  const named = await nameFor(given, networks, questions);
  const isOpen = isOpenNetwork(named, networks);
  // Before anybody types a password.
  networkFor({ ...named, password: isOpen ? '' : SOME_PASSWORD }, networks);
  const password = given.password ?? (isOpen ? '' : await passwordFor(named, networks, questions));
  const wish = { ...named, password };
  networkFor(wish, networks);
  return wish;
}

type Named = Omit<WifiWish, 'password'>;

function isOpenNetwork({ ssid, encryption }: Named, networks: NetworkOffer['networks']): boolean {
  return (encryption ?? networks?.find(network => network.ssid === ssid)?.encryption) === OPEN;
}

async function nameFor(
  { password: _, ...given }: GivenWifi,
  networks: NetworkOffer['networks'],
  questions: Questions | undefined,
): Promise<Named> {
  const { ssid } = given;
  if (ssid !== undefined) return { ...given, ssid };
  if (questions === undefined) throw new RangeError('no network was given');
  const choices = (networks ?? []).map(({ ssid: name, signal, encryption }): Choice<string | undefined> => {
    return { value: name, label: name, hint: `${signal} %${encryption === OPEN ? ', open' : ''}` };
  });
  const other = { value: undefined, label: 'Another one', hint: 'hidden, or not in this list' };
  const chosen =
    choices.length === 0 ? undefined : await questions.choose('Which network shall it join?', [...choices, other]);
  if (chosen !== undefined) return { ...given, ssid: chosen };
  return { ...given, ...(await describedBy(questions)) };
}

/** A network that the plug does not tell: it wants to know more about that one. */
async function describedBy(
  questions: Questions,
): Promise<Named & { readonly bssid: string; readonly channel: number }> {
  const sound = { bssid: '00:00:00:00:00:00', channel: 1, password: SOME_PASSWORD };
  const check = (more: Partial<WifiWish>) => complaint(() => networkFor({ ssid: 'x', ...sound, ...more }, undefined));
  const ssid = await questions.text('Name of the network', text => check({ ssid: text }));
  const bssid = await questions.text('Address of its access point (BSSID; the router shows it)', text =>
    check({ bssid: text.trim() }),
  );
  const channel = await questions.text('Its channel (1 to 13)', text => check({ channel: numberIn(text) }));
  return { ssid, bssid: bssid.trim(), channel: numberIn(channel) };
}

const numberIn = (text: string): number => (/^\s*\d+\s*$/.test(text) ? Number(text) : NaN);

async function passwordFor(
  named: Named,
  networks: NetworkOffer['networks'],
  questions: Questions | undefined,
): Promise<string> {
  if (questions === undefined) {
    throw new RangeError('this network has a password, and MEROSS_WIFI_PASSWORD in the environment has none');
  }
  return questions.secret(`Password of "${named.ssid}"`, password =>
    complaint(() => networkFor({ ...named, password }, networks)),
  );
}
