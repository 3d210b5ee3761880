import type { Request } from '../envelope.ts';

/** Takes the password in clear. */
export const NAMESPACE = 'Appliance.Config.Wifi';
/** Takes the password encrypted. All 8.x firmware has it, and mss310 from 6.1.12 on. */
export const ENCRYPTED_NAMESPACE = 'Appliance.Config.WifiX';

/** A network as the plug describes it. Firmware 1.x silently fails to join if any member is wrong. */
export interface Network {
  /** Base64 of the name's bytes. */
  readonly ssidBase64: string;
  /** The access point, byte for byte as the plug wrote it. */
  readonly bssid: string;
  readonly channel: number;
  readonly encryption: number;
  readonly cipher: number;
}

/**
 * Makes the plug join a network. The password is readable within radio range. Acknowledged with `SETACK {}`, the last
 * message in pairing mode: the plug then restarts.
 */
export function set(network: Network, password: string): Request {
  return request(NAMESPACE, network, Buffer.from(password, 'utf8').toString('base64'));
}

/** The same with an encrypted password. @param sealedPassword base64, from `wifiCipher` */
export function setX(network: Network, sealedPassword: string): Request {
  return request(ENCRYPTED_NAMESPACE, network, sealedPassword);
}

function request(namespace: string, network: Network, password: string): Request {
  const { ssidBase64, bssid, channel, encryption, cipher } = network;
  const wifi = { ssid: ssidBase64, password, bssid, channel, encryption, cipher };
  return { namespace, method: 'SET', payload: { wifi } };
}
