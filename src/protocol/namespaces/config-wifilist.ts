import { MalformedError } from '../../errors.ts';
import { isObject, number, oneOrMany, text, type JsonObject } from '../decode.ts';
import { bounded } from '../bounds.ts';
import type { Request } from '../envelope.ts';
import type { Network } from './config-wifi.ts';
import { ifValid } from './rows.ts';

export const NAMESPACE = 'Appliance.Config.WifiList';

/** A network that the plug's own radio receives. */
export interface SeenNetwork extends Network {
  /** The name as text; bytes that are not UTF-8 show as �. Empty for a hidden network. */
  readonly ssid: string;
  /** 0 to 100. */
  readonly signal: number;
}

/** `encryption` of a network without a password. */
export const OPEN = 0;

/** Asks which networks the plug receives. The plug scans before it answers: some 10 s of silence. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: {} };
}

/**
 * Reads `{ wifiList: [{ ssid, bssid, signal, channel, encryption, cipher }] }`, `ssid` in base64. `ssidBase64` and `bssid`
 * are kept byte for byte, because the plug expects them back unchanged; firmware before 6.1.8 writes hyphens into the
 * bssid. An invalid row is left out.
 * `encryption` counts from open (0) over WEP (1, 2) to WPA and WPA2 (3 to 8), and has no number for WPA3; `cipher` is 0
 * none, 1 WEP, 2 TKIP, 3 AES, 4 both TKIP and AES.
 * @throws {MalformedError} without a list, or with rows of which none is valid
 * Seen: published captures of mss310 and mss710; the field names agree in three projects.
 */
export function parse(payload: JsonObject): readonly SeenNetwork[] {
  if (payload['wifiList'] === undefined) throw new MalformedError('wifiList is missing');
  const rows = bounded(oneOrMany(payload['wifiList']), 'networks', 'wifiList');
  const read = rows.flatMap(readRow);
  if (read.length === 0 && rows.length > 0) throw new MalformedError('no row of wifiList is valid');
  return read;
}

function readRow(row: unknown): readonly SeenNetwork[] {
  if (!isObject(row)) return [];
  const network = ifValid(() => {
    const ssidBase64 = text(row['ssid'], 'ssid');
    return {
      ssid: Buffer.from(ssidBase64, 'base64').toString('utf8'),
      ssidBase64,
      bssid: text(row['bssid'], 'bssid'),
      signal: number(row['signal'] ?? 0, 'signal'),
      channel: number(row['channel'], 'channel'),
      encryption: number(row['encryption'], 'encryption'),
      cipher: number(row['cipher'], 'cipher'),
    };
  });
  return network === undefined ? [] : [network];
}
