import type { PlugModel } from '../plug-model.ts';
import type { PlugRequest } from '../plug-message.ts';

const exceptions: ReadonlyMap<string, string> = new Map([
  ['Appliance.System.DNDMode', 'DNDMode'],
  ['Appliance.Control.ConsumptionConfig', 'config'],
  ['Appliance.Config.StandbyKiller', 'config'],
  ['Appliance.Control.AlertConfig', 'config'],
  ['Appliance.Control.PhysicalLock', 'lock'],
  ['Appliance.Control.ElectricityX', 'electricity'],
  ['Appliance.Digest.TimerX', 'digest'],
  ['Appliance.Digest.TriggerX', 'digest'],
]);

/** The one key of a namespace's payloads: `togglex` of ToggleX, `consumptionH` of ConsumptionH. */
export function payloadKey(namespace: string): string {
  const exception = exceptions.get(namespace);
  if (exception !== undefined) return exception;
  const name = namespace.slice(namespace.lastIndexOf('.') + 1);
  return (name.charAt(0).toLowerCase() + name.slice(1)).replace(/X$/, 'x');
}

/**
 * Whether a GET uses keys that this namespace knows: an empty payload always does, and so do the keys with which a
 * recorded GET was answered, odd ones included (`consumptionConfig`, mss310 2.1.17). A plug hangs up on others. Seen:
 * `standbyKiller` instead of `config`, mss305 8.3.15.
 */
export function hasKnownKeys(model: PlugModel, { namespace, payload }: PlugRequest): boolean {
  const accepted = new Set([
    payloadKey(namespace),
    'channel',
    ...Object.keys(model.state.get(namespace) ?? {}),
    ...(model.acceptedKeys.get(namespace) ?? []),
  ]);
  return Object.keys(payload).every(key => accepted.has(key));
}

/** Whether a SET has this key and, at most, a top-level `channel` beside it, as some clients send. */
export function hasOnlyKey({ payload }: PlugRequest, key: string): boolean {
  return key in payload && Object.keys(payload).every(accepted => accepted === key || accepted === 'channel');
}
