import { docsPage, merossAppPage } from '../links.ts';
import { MalformedError } from '../errors.ts';
import { isObject, textOr, type JsonObject } from '../protocol/decode.ts';
import { brokerKind } from '../setup/broker-kind.ts';
import * as systemRuntime from '../protocol/namespaces/system-runtime.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
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
export async function checkWifi({ session, info }: VerifiedPlug, texts: DoctorTexts): Promise<WifiResult> {
  if (!(systemRuntime.NAMESPACE in info.abilities)) {
    return { finding: notChecked('wifi', texts.wifi.notReported), ssid: '' };
  }
  const reply = await session.query(systemRuntime.get());
  if (!isReply(reply)) {
    const { says: failure, why } = queryFailureOf(reply, texts);
    const says = texts.wifi.failed({ failure });
    return { finding: warn('wifi', { says, todo: texts.wifi.failedTodo, facts: { why } }), ssid: '' };
  }
  const { payload } = reply.value;
  const runtime = isObject(payload['runtime']) ? payload['runtime'] : {};
  return { finding: signalFinding(payload, texts.wifi), ssid: textOr(runtime['ssid'], '') };
}

function signalFinding(payload: JsonObject, texts: DoctorTexts['wifi']): Finding {
  try {
    const percent = systemRuntime.parse(payload);
    const facts = { signalPercent: percent };
    if (percent >= WEAK_SIGNAL) return ok('wifi', { says: texts.signal({ percent }), facts });
    return warn('wifi', { says: texts.weak({ percent }), todo: texts.weakTodo, facts });
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return notChecked('wifi', texts.malformed);
  }
}

/** What `online.status` means. */
const ONLINE_STATES: Readonly<Record<number, keyof DoctorTexts['connection']>> = {
  0: 'connecting',
  1: 'online',
  2: 'offline',
  3: 'upgrading',
  [-1]: 'unknown',
};

/** Which broker the plug is connected to. Never a fault, because the plug replies on the LAN in any case. */
export function checkBroker({ all }: VerifiedPlug, { broker: texts, connection: states }: DoctorTexts): Finding {
  const system = isObject(all.value.payload['all']) ? all.value.payload['all']['system'] : undefined;
  const firmware = isObject(system) && isObject(system['firmware']) ? system['firmware'] : {};
  const online = isObject(system) && isObject(system['online']) ? system['online'] : {};
  const server = brokerKind(textOr(firmware['server'], ''));
  const status = typeof online['status'] === 'number' ? (ONLINE_STATES[online['status']] ?? 'other') : 'not reported';
  const facts = { server, status };
  if (server === 'none') return ok('broker', { says: texts.none, facts });
  const connection = states[status];
  if (server === 'this network') return ok('broker', { says: texts.near({ connection }), facts });
  return ok('broker', { says: texts[server]({ connection }), facts, todo: waysToEnd(server, texts) });
}

/** How to end a connection that leaves this network. Sources disagree on which firmware needs a broker that replies. */
function waysToEnd(server: 'meross' | 'elsewhere', texts: DoctorTexts['broker']): string {
  const isMeross = server === 'meross';
  return [
    texts.end,
    ...(isMeross ? [texts.endMeross] : []),
    texts.steps({ page: docsPage('rekey.md') }),
    ...(isMeross ? [texts.appLoses({ page: merossAppPage() })] : []),
  ].join(' ');
}
