import type { Faults } from './faults.ts';

/** A Wi-Fi network in range of a plug. */
export interface WifiNetwork {
  readonly ssid: string;
  /** Empty for an open network; undefined for a network whose password is unknown, so that no password fits. */
  readonly password?: string | undefined;
  /**
   * "11:22:33:44:55:66", or with dashes as firmware before 6.1.8 reports it; the plug expects exactly the same bytes.
   */
  readonly bssid: string;
  /** Above 14, the network uses 5 GHz, which no plug receives. */
  readonly channel: number;
  /** Default 6, WPA2PSK. */
  readonly encryption?: number;
  /** Default 3, AES. */
  readonly cipher?: number;
  /** 0 to 100, default 80. */
  readonly signal?: number;
}

/** The Wi-Fi that a plug is to join; what is undefined was not sent. */
export interface WifiJoinRequest {
  readonly ssid: string;
  readonly password: string;
  readonly bssid: string | undefined;
  readonly channel: number | undefined;
  readonly encryption: number | undefined;
  readonly cipher: number | undefined;
}

/** The result of an attempt to join, as Config.Trace reports it. */
export interface WifiAttempt {
  readonly ssid: string;
  readonly bssid: string;
  /** 0 to 100 as text; as in the one published reply. */
  readonly rssi: string;
  /** 0 for no error (published); 1 not found and 2 refused are made up, because no list of codes is known. */
  readonly code: number;
  readonly info: string;
}

const highestChannel = 14;

/** The networks that the plug reports, strongest first: rows of Config.WifiList. */
export function scanOf(networks: readonly WifiNetwork[], { scanIsEmpty }: Faults): readonly object[] {
  return visibleNetworks(networks)
    .filter(() => !scanIsEmpty)
    .map(({ ssid, bssid, signal = 80, channel, encryption = 6, cipher = 3 }) => {
      return { ssid: Buffer.from(ssid, 'utf8').toString('base64'), bssid, signal, channel, encryption, cipher };
    });
}

/**
 * Tries to join. What was sent has to agree with the network; what was not sent is taken from it, except with the fault
 * `needsWholeEntry`.
 */
export function attemptOf(networks: readonly WifiNetwork[], joinRequest: WifiJoinRequest, faults: Faults): WifiAttempt {
  const found = faults.networkMissing
    ? undefined
    : visibleNetworks(networks).find(network => matches(network, joinRequest, faults));
  if (found === undefined) return { ssid: joinRequest.ssid, bssid: '', rssi: '0', code: 1, info: 'no ap found' };
  const { ssid, bssid, signal = 80 } = found;
  const joined = found.password !== undefined && found.password === joinRequest.password;
  const end = joined ? { code: 0, info: 'no error' } : { code: 2, info: 'wrong password' };
  return { ssid, bssid, rssi: String(signal), ...end };
}

function visibleNetworks(networks: readonly WifiNetwork[]): readonly WifiNetwork[] {
  return networks
    .filter(({ channel }) => channel <= highestChannel)
    .toSorted((one, other) => (other.signal ?? 80) - (one.signal ?? 80));
}

function matches(network: WifiNetwork, joinRequest: WifiJoinRequest, { needsWholeEntry }: Faults): boolean {
  const { ssid, bssid, channel, encryption = 6, cipher = 3 } = network;
  const fields = [
    [joinRequest.bssid, bssid],
    [joinRequest.channel, channel],
    [joinRequest.encryption, encryption],
    [joinRequest.cipher, cipher],
  ];
  return (
    ssid === joinRequest.ssid &&
    fields.every(([given, actual]) => (given === undefined ? !needsWholeEntry : given === actual))
  );
}
