import { isObject, type JsonObject } from '../../protocol/decode.ts';
import type { Request } from '../../protocol/envelope.ts';
import type { Abilities } from '../../protocol/namespaces/system-ability.ts';

/**
 * The queries that are safe for any plug that lists the namespace, with a payload to which plugs have been seen to
 * reply. Nothing else is ever sent: plugs hang up on namespaces and payloads that they do not expect, and an mss305
 * 8.3.15 seems to have restarted. Left out on purpose, although plugs would reply: Config.Info (secrets of a HomeKit
 * pairing), System.Position (a place), Config.Key, Wifi and WifiList, and all that only a broker uses.
 *
 * Seen: mss310 2.1.17 and 1.1.13, mss110 7.3.37, mss210 1.1.12, em06 2.3.8; of mss305 8.3.15 and mop320 in public
 * notes.
 */
const QUERIES: readonly (readonly [string, (channels: readonly number[]) => JsonObject])[] = [
  ['Appliance.Encrypt.Suite', () => ({ suite: {} })],
  ['Appliance.System.Runtime', () => ({ runtime: {} })],
  ['Appliance.System.Debug', () => ({ debug: {} })],
  ['Appliance.System.DNDMode', () => ({ DNDMode: {} })],
  ['Appliance.Control.Toggle', () => ({ toggle: {} })],
  ['Appliance.Control.ToggleX', () => ({ togglex: [] })],
  ['Appliance.Control.Electricity', () => ({ electricity: { channel: 0 } })],
  ['Appliance.Control.ElectricityX', () => ({ electricity: { channel: 65_535 } })],
  ['Appliance.Control.ConsumptionConfig', () => ({ config: {} })],
  ['Appliance.Control.ConsumptionX', () => ({ consumptionx: [] })],
  ['Appliance.Control.ConsumptionH', channels => ({ consumptionH: channelRows(channels) })],
  ['Appliance.Control.Timer', () => ({ timer: [] })],
  ['Appliance.Control.Trigger', () => ({ trigger: [] })],
  ['Appliance.Digest.TimerX', () => ({ digest: [] })],
  ['Appliance.Digest.TriggerX', () => ({ digest: [] })],
  ['Appliance.Config.OverTemp', () => ({ overTemp: {} })],
  ['Appliance.Config.StandbyKiller', channels => ({ config: channelRows(channels) })],
];

/**
 * A meter of several circuits replies with about 900 bytes for each; more than three exceed what some plugs can send.
 */
const MAX_CHANNELS = 3;

function channelRows(channels: readonly number[]): readonly JsonObject[] {
  return (channels.length === 0 ? [0] : channels.slice(0, MAX_CHANNELS)).map(channel => ({ channel }));
}

/** The queries besides System.Ability and System.All, in the order in which they are sent. */
export function queriesFor(abilities: Abilities, outlets: readonly number[]): readonly Request[] {
  return QUERIES.filter(([namespace]) => namespace in abilities).map(([namespace, payload]) => ({
    namespace,
    method: 'GET',
    payload: payload(outlets),
  }));
}

const RULE_NAMESPACES: Readonly<Record<string, { readonly namespace: string; readonly key: string }>> = {
  'Appliance.Digest.TimerX': { namespace: 'Appliance.Control.TimerX', key: 'timerx' },
  'Appliance.Digest.TriggerX': { namespace: 'Appliance.Control.TriggerX', key: 'triggerx' },
};

/** Rules are queried one by one; a plug has room for 32, and a trace needs only a few. */
const MAX_RULES = 8;

/** The queries that follow a reply: after a list of timers or auto-off rules, one query for each id. */
export function followUpQueries(namespace: string, payload: JsonObject, abilities: Abilities): readonly Request[] {
  const rules = RULE_NAMESPACES[namespace];
  const rows: unknown = payload['digest'];
  if (rules === undefined || !(rules.namespace in abilities) || !Array.isArray(rows)) return [];
  return rows
    .flatMap((row: unknown) => (isObject(row) && typeof row['id'] === 'string' ? [row['id']] : []))
    .slice(0, MAX_RULES)
    .map(id => ({ namespace: rules.namespace, method: 'GET', payload: { [rules.key]: { id } } }));
}
