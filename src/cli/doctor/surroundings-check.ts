import { MalformedError } from '../../errors.ts';
import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../../local-address.ts';
import { isObject, textOr, type JsonObject } from '../../protocol/decode.ts';
import * as systemRuntime from '../../protocol/namespaces/system-runtime.ts';
import { notChecked, ok, warn, type Finding } from './finding.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

/** Per cent. Below, answers get lost; what exactly a plug counts is not known, only that 100 is next to the router. */
const WEAK_SIGNAL = 40;

/** What a layer brought, and the SSID it came upon, if any. */
export interface WifiResult {
  readonly finding: Finding;
  readonly ssid: string;
}

/** How well does it hear its access point? */
export async function checkWifi({ session, info }: VerifiedPlug): Promise<WifiResult> {
  if (!(systemRuntime.NAMESPACE in info.abilities)) {
    return { finding: notChecked('wifi', 'It does not tell how well it hears the Wi-Fi.'), ssid: '' };
  }
  const reply = await session.query(systemRuntime.get());
  if (!isReply(reply)) {
    const { says, why } = queryFailureOf(reply);
    const todo = 'The plug works without it. If its answers also get lost (below), look at the Wi-Fi.';
    return { finding: warn('wifi', { says: `Asked for its Wi-Fi signal, ${says}.`, todo, facts: { why } }), ssid: '' };
  }
  const { payload } = reply.value;
  const runtime = isObject(payload['runtime']) ? payload['runtime'] : {};
  return { finding: signalFinding(payload), ssid: textOr(runtime['ssid'], '') };
}

function signalFinding(payload: JsonObject): Finding {
  try {
    const percent = systemRuntime.parse(payload);
    const facts = { signalPercent: percent };
    if (percent >= WEAK_SIGNAL) return ok('wifi', { says: `It hears its Wi-Fi with ${percent} %.`, facts });
    return warn('wifi', {
      says: `It hears its Wi-Fi with only ${percent} %: answers get lost, and it is slow.`,
      todo: 'Move the access point or the plug; large metal things next to it, and sockets behind furniture, cost much.',
      facts,
    });
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return notChecked('wifi', 'What it tells of its Wi-Fi signal makes no sense.');
  }
}

/** What `online.status` means. */
const ONLINE_STATES: Readonly<Record<number, string>> = {
  0: 'connecting',
  1: 'online',
  2: 'offline',
  3: 'upgrading',
  [-1]: 'unknown',
};

/** Who else does it talk to? Never a fault: on the local network it answers whatever its broker does. */
export function checkBroker({ all }: VerifiedPlug): Finding {
  const system = isObject(all.value.payload['all']) ? all.value.payload['all']['system'] : undefined;
  const firmware = isObject(system) && isObject(system['firmware']) ? system['firmware'] : {};
  const online = isObject(system) && isObject(system['online']) ? system['online'] : {};
  const server = serverKind(textOr(firmware['server'], ''));
  const status = typeof online['status'] === 'number' ? (ONLINE_STATES[online['status']] ?? 'other') : 'not told';
  const to: Readonly<Record<typeof server, string>> = {
    none: 'It has no broker.',
    'this network': 'Its broker is in this network.',
    meross: 'Its broker is that of Meross, in the internet.',
    elsewhere: 'Its broker is somewhere else.',
  };
  const says =
    server === 'none' ? to.none : `${to[server]} Connection to it: ${status}. For what we do, neither matters.`;
  return ok('broker', { says, facts: { server, status } });
}

function serverKind(server: string): 'none' | 'this network' | 'meross' | 'elsewhere' {
  if (server === '') return 'none';
  if (isIP(server) === 0 ? isLocalName(server) : isLocalAddress(server)) return 'this network';
  return /(?:^|\.)(?:meross|refoss)\.(?:com|net)$/i.test(server) ? 'meross' : 'elsewhere';
}
