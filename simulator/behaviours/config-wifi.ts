import { isObject, type JsonObject, numberAt, textAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { setAck, getAck } from '../plug-message.ts';
import { readWifiPassword } from '../wifi-password.ts';
import type { WifiJoinRequest } from '../wifi-networks.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';
import { recorded } from './recorded.ts';

/**
 * Config.WifiList: the networks in range, after a while; in use, where none is recorded by others, as the trace has it.
 */
export const wifiList: Behaviour = (core, request, respond) => {
  if (core.mode === 'home') return recorded(core, request, respond);
  if (request.method !== 'GET') return undefined;
  return { ...getAck({ wifiList: core.wifi.scan() }), afterMs: core.scanMs };
};

/**
 * Config.Trace: the result of the last attempt to join. Before any, and on a plug that was recorded in use, all is
 * empty.
 *
 * Seen: mss425e 2.1.2 (empty, in use). The shape after an attempt is that of one published reply.
 */
export const configTrace: Behaviour = (core, request, respond) => {
  const attempt = core.wifi.lastAttempt;
  if (request.method !== 'GET') return undefined;
  if (attempt !== undefined) return getAck({ trace: attempt });
  return core.mode === 'home' ? recorded(core, request, respond) : getAck({ trace: { ssid: '', code: 0, info: '' } });
};

/**
 * Config.Wifi and Config.WifiX: the network to join, its password in base64 or in AES. First acknowledged, then tried.
 * In use it hangs up on both (our guess: no report).
 */
export function configWifi(password: 'clear' | 'encrypted'): Behaviour {
  return (core, request) => {
    if (core.mode === 'home' || request.method !== 'SET' || !hasOnlyKey(request, 'wifi')) return undefined;
    const wanted = request.payload['wifi'];
    const joinRequest = isObject(wanted) ? readJoinRequest(core, wanted, password) : undefined;
    if (joinRequest === undefined) return undefined;
    return { ...setAck, afterSend: () => core.join(joinRequest) };
  };
}

function readJoinRequest(
  core: PlugCore,
  wanted: JsonObject,
  encoding: 'clear' | 'encrypted',
): WifiJoinRequest | undefined {
  const ssid = textAt(wanted, 'ssid');
  const sent = textAt(wanted, 'password');
  if (ssid === undefined || sent === undefined) return undefined;
  const { uuid, macAddress } = core;
  const password =
    encoding === 'clear' ? fromBase64(sent) : readWifiPassword(sent, { type: core.model.type, uuid, macAddress });
  if (password === undefined) return undefined;
  return {
    ssid: fromBase64(ssid),
    password,
    bssid: textAt(wanted, 'bssid'),
    channel: digitsAt(wanted, 'channel'),
    encryption: digitsAt(wanted, 'encryption'),
    cipher: digitsAt(wanted, 'cipher'),
  };
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

// A number, or the text of one: an mss710 8.0.0 took both.
function digitsAt(owner: JsonObject, key: string): number | undefined {
  const text = textAt(owner, key);
  return text === undefined ? numberAt(owner, key) : Number(text);
}
