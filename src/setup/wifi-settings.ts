import { clipped } from '../protocol/decode.ts';
import type { Network } from '../protocol/namespaces/config-wifi.ts';
import { OPEN, type SeenNetwork } from '../protocol/namespaces/config-wifilist.ts';

/** The network that a plug is to join, as the user describes it. The password is secret. */
export interface WifiSettings {
  readonly ssid: string;
  /** Empty for an open network. */
  readonly password: string;
  /** For a network that the plug's own scan does not show: the access point's address and channel. Both, or neither. */
  readonly bssid?: string;
  readonly channel?: number;
  /** For such a network, or to override the scan. Default WPA2 with AES: 6 and 3. */
  readonly encryption?: number;
  readonly cipher?: number;
}

const WPA2 = 6;
const AES = 3;
/** Codes for WEP, whose keys have other lengths. */
const WEP: readonly number[] = [1, 2];

/**
 * Every network once, by name, represented by its strongest access point; the strongest first. Hidden ones are left
 * out.
 */
export function strongest(seen: readonly SeenNetwork[]): readonly SeenNetwork[] {
  const best = new Map<string, SeenNetwork>();
  for (const network of seen) {
    const strongestSoFar = best.get(network.ssidBase64);
    if (network.ssid !== '' && (strongestSoFar === undefined || network.signal > strongestSoFar.signal)) {
      best.set(network.ssidBase64, network);
    }
  }
  return [...best.values()].sort((a, b) => b.signal - a.signal);
}

/**
 * The network in the plug's own terms: as its scan shows it, or as the user describes it. The user's values take
 * precedence over the scan.
 *
 * @param seen undefined where the plug did not list its networks
 * @throws {RangeError} for users, without the password: a network that is neither seen nor described, or an invalid
 *   password
 */
export function networkFor(settings: WifiSettings, seen: readonly SeenNetwork[] | undefined): Network {
  checkName(settings.ssid);
  const described = describedNetwork(settings);
  const found = strongest(seen ?? []).find(({ ssid }) => ssid === settings.ssid);
  const { encryption = found?.encryption ?? WPA2, cipher = found?.cipher ?? AES } = settings;
  const network = described ?? (found && { ...found, encryption, cipher });
  if (network === undefined) throw new RangeError(notSeen(settings.ssid, seen));
  checkPassword(settings.password, network.encryption);
  return network;
}

function describedNetwork({
  ssid,
  bssid,
  channel,
  encryption = WPA2,
  cipher = AES,
}: WifiSettings): Network | undefined {
  if (bssid === undefined && channel === undefined) return undefined;
  if (bssid === undefined || channel === undefined) {
    throw new RangeError('the address of an access point (BSSID) and its channel must be given together');
  }
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(bssid)) {
    throw new RangeError(`"${bssid}" is not the address of an access point, such as 11:22:33:44:55:66`);
  }
  if (!Number.isInteger(channel) || channel < 1 || channel > 14) {
    throw new RangeError(`channel ${channel} is not in the 2.4 GHz band (1 to 13), the only one that plugs support`);
  }
  return { ssidBase64: Buffer.from(ssid, 'utf8').toString('base64'), bssid, channel, encryption, cipher };
}

function notSeen(ssid: string, seen: readonly SeenNetwork[] | undefined): string {
  if (seen === undefined) {
    return 'the plug did not list the networks in range; give the BSSID and the channel of yours (the router shows both)';
  }
  const names = strongest(seen).map(network => `"${clipped(network.ssid)}"`);
  return (
    `the plug does not see the network "${ssid}"; it sees ${names.length === 0 ? 'none' : names.join(', ')}. ` +
    'Plugs support 2.4 GHz only. For a hidden network, give its BSSID and channel'
  );
}

function checkName(ssid: string): void {
  const size = Buffer.byteLength(ssid, 'utf8');
  if (size === 0) throw new RangeError('the name of the network is empty');
  if (size > 32) throw new RangeError(`the name of the network has ${size} bytes; Wi-Fi allows 32`);
}

/** A padding of zero bytes ends the password, so the password cannot contain one; no keyboard has one either. */
function checkPassword(password: string, encryption: number): void {
  if (encryption === OPEN) {
    if (password !== '') throw new RangeError('this network is open, so it takes no password; leave it empty');
    return;
  }
  if (password === '') throw new RangeError('this network has a password, and none was given');
  if (/[\x00-\x1f\x7f]/.test(password))
    throw new RangeError('the password of the network contains a control character');
  if (WEP.includes(encryption)) return;
  const size = Buffer.byteLength(password, 'utf8');
  const isHexKey = /^[0-9a-f]{64}$/i.test(password);
  if ((size < 8 || size > 63) && !isHexKey) {
    throw new RangeError(`the password of the network has ${size} bytes; WPA requires 8 to 63, or 64 hex digits`);
  }
}
