import { docsPage, merossAppPage } from '../links.ts';
import { MalformedError } from '../errors.ts';
import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import { isObject, textOr, type JsonObject } from '../protocol/decode.ts';
import { DEAD_BROKER, isDeadBroker } from '../setup/broker-address.ts';
import * as systemRuntime from '../protocol/namespaces/system-runtime.ts';
import { notChecked, ok, warn, type Finding } from './finding.ts';
import { isReply, queryFailureOf } from './diagnostic-session.ts';
import type { VerifiedPlug } from './identity-check.ts';

/** In per cent. Below this, replies get lost. What exactly a plug measures is not known; next to the router it is 100. */
const WEAK_SIGNAL = 40;

/** The finding, and the SSID in the reply; empty if there is none. */
export interface WifiResult {
  readonly finding: Finding;
  readonly ssid: string;
}

/** Checks the Wi-Fi signal that the plug reports. */
export async function checkWifi({ session, info }: VerifiedPlug): Promise<WifiResult> {
  if (!(systemRuntime.NAMESPACE in info.abilities)) {
    return { finding: notChecked('wifi', 'It does not report its Wi-Fi signal.'), ssid: '' };
  }
  const reply = await session.query(systemRuntime.get());
  if (!isReply(reply)) {
    const { says, why } = queryFailureOf(reply);
    const todo = 'The plug works without this value. If replies get lost too (see round trips), check the Wi-Fi.';
    return {
      finding: warn('wifi', { says: `The query for its Wi-Fi signal failed: ${says}.`, todo, facts: { why } }),
      ssid: '',
    };
  }
  const { payload } = reply.value;
  const runtime = isObject(payload['runtime']) ? payload['runtime'] : {};
  return { finding: signalFinding(payload), ssid: textOr(runtime['ssid'], '') };
}

function signalFinding(payload: JsonObject): Finding {
  try {
    const percent = systemRuntime.parse(payload);
    const facts = { signalPercent: percent };
    if (percent >= WEAK_SIGNAL) return ok('wifi', { says: `Wi-Fi signal ${percent} %.`, facts });
    return warn('wifi', {
      says: `Weak Wi-Fi signal, ${percent} %: replies get lost or arrive late.`,
      todo: 'Move the access point or the plug. Large metal objects and furniture in front of the socket weaken the signal.',
      facts,
    });
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return notChecked('wifi', 'The Wi-Fi signal that it reports makes no sense.');
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

/** Which broker the plug is connected to. Never a fault, because the plug replies on the LAN in any case. */
export function checkBroker({ all }: VerifiedPlug): Finding {
  const system = isObject(all.value.payload['all']) ? all.value.payload['all']['system'] : undefined;
  const firmware = isObject(system) && isObject(system['firmware']) ? system['firmware'] : {};
  const online = isObject(system) && isObject(system['online']) ? system['online'] : {};
  const server = brokerKind(textOr(firmware['server'], ''));
  const status = typeof online['status'] === 'number' ? (ONLINE_STATES[online['status']] ?? 'other') : 'not reported';
  const facts = { server, status };
  if (server === 'none') return ok('broker', { says: 'It has no MQTT broker, so it is not in any cloud.', facts });
  const connection = `(connection: ${status})`;
  if (server === 'this network')
    return ok('broker', { says: `Its MQTT broker is in this network ${connection}.`, facts });
  const where = server === 'meross' ? 'the Meross cloud' : 'outside this network';
  const says = `Its MQTT broker is ${where} ${connection}. This plugin does not need that connection.`;
  return ok('broker', { says, facts, todo: waysToEnd(server) });
}

/** How to end a connection that leaves this network. Sources disagree on which firmware needs a broker that replies. */
function waysToEnd(server: 'meross' | 'elsewhere'): string {
  const isMeross = server === 'meross';
  return [
    'To end the connection, leave the plug without a broker: `meross-local rekey HOST --broker none`. Some firmware then',
    'returns to pairing mode: give such a plug the broker of this plugin. Or block its internet access in the router;',
    'then "clock": "auto" keeps its time right.',
    ...(isMeross ? ['With another broker or none, the Meross app no longer reaches the plug.'] : []),
    `Steps: ${docsPage('rekey.md')}`,
    ...(isMeross ? [`What the app can no longer do: ${merossAppPage()}`] : []),
  ].join(' ');
}

function brokerKind(server: string): 'none' | 'this network' | 'meross' | 'elsewhere' {
  if (server === '' || isDeadBroker({ ...DEAD_BROKER, host: server })) return 'none';
  if (isIP(server) === 0 ? isLocalName(server) : isLocalAddress(server)) return 'this network';
  return /(?:^|\.)(?:meross|refoss)\.(?:com|net)$/i.test(server) ? 'meross' : 'elsewhere';
}
