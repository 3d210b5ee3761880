import { isObject, type JsonObject, numberAt, textAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { acknowledged, told } from '../question.ts';
import { readWifiPassword } from '../wifi-password.ts';
import type { WifiWish } from '../wifi-networks.ts';
import type { Behaviour } from './behaviour.ts';
import { isWellSet } from './payload-key.ts';
import { recorded } from './recorded.ts';

/** Config.WifiList: what its radio hears, after a while; in use, where nobody has recorded one, as the trace has it. */
export const wifiList: Behaviour = (core, question, ask) => {
  if (core.mode === 'home') return recorded(core, question, ask);
  if (question.method !== 'GET') return undefined;
  return { ...told({ wifiList: core.wifi.scan() }), afterMs: core.scanMs };
};

/**
 * Config.Trace: how the last attempt to join went. Before any, and on a plug that was recorded in use, all is empty.
 *
 * Seen: mss425e 2.1.2 (empty, in use). The shape after an attempt is that of one published answer.
 */
export const configTrace: Behaviour = (core, question, ask) => {
  const attempt = core.wifi.lastAttempt;
  if (question.method !== 'GET') return undefined;
  if (attempt !== undefined) return told({ trace: attempt });
  return core.mode === 'home' ? recorded(core, question, ask) : told({ trace: { ssid: '', code: 0, info: '' } });
};

/**
 * Config.Wifi and Config.WifiX: the network to join, its password in base64 or in AES. Acknowledged first, tried then.
 * In use it hangs up on both (our guess: nobody has tried).
 */
export function configWifi(password: 'clear' | 'encrypted'): Behaviour {
  return (core, question) => {
    if (core.mode === 'home' || question.method !== 'SET' || !isWellSet(question, 'wifi')) return undefined;
    const wanted = question.payload['wifi'];
    const wish = isObject(wanted) ? readWish(core, wanted, password) : undefined;
    if (wish === undefined) return undefined;
    return { ...acknowledged, then: () => core.join(wish) };
  };
}

function readWish(core: PlugCore, wanted: JsonObject, how: 'clear' | 'encrypted'): WifiWish | undefined {
  const ssid = textAt(wanted, 'ssid');
  const sent = textAt(wanted, 'password');
  if (ssid === undefined || sent === undefined) return undefined;
  const { uuid, macAddress } = core;
  const password =
    how === 'clear' ? fromBase64(sent) : readWifiPassword(sent, { type: core.model.type, uuid, macAddress });
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
