import type { Request } from '../envelope.ts';

/** Takes the password as it is. */
export const NAMESPACE = 'Appliance.Config.Wifi';
/** Takes it encrypted. Everything on 8.x has it, and mss310 from 6.1.12 on. */
export const ENCRYPTED_NAMESPACE = 'Appliance.Config.WifiX';

/** A network in the plug's own terms. Firmware 1.x fails to join, silently, unless all of it is right. */
export interface Network {
  /** Base64 of the name's bytes. */
  readonly ssidBase64: string;
  /** The access point, byte for byte as the plug itself wrote it. */
  readonly bssid: string;
  readonly channel: number;
  readonly encryption: number;
  readonly cipher: number;
}

/**
 * Tells the plug to join a network, the password readable by anybody in reach. Acknowledged with `SETACK {}`, after
 * which the plug restarts: the last thing it says in pairing mode.
 */
export function set(network: Network, password: string): Request {
  return request(NAMESPACE, network, Buffer.from(password, 'utf8').toString('base64'));
}

/** The same with an encrypted password. @param sealedPassword base64, from {@link wifiCipher} */
export function setX(network: Network, sealedPassword: string): Request {
  return request(ENCRYPTED_NAMESPACE, network, sealedPassword);
}

function request(namespace: string, network: Network, password: string): Request {
  const { ssidBase64, bssid, channel, encryption, cipher } = network;
  const wifi = { ssid: ssidBase64, password, bssid, channel, encryption, cipher };
  return { namespace, method: 'SET', payload: { wifi } };
}
