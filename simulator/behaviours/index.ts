import type { Responder, Behaviour } from './behaviour.ts';
import { configKey } from './config-key.ts';
import { configTrace, configWifi, wifiList } from './config-wifi.ts';
import { consumptionX } from './consumption-x.ts';
import { consumptionH } from './consumption-h.ts';
import { ecdhe } from './ecdhe.ts';
import { electricity } from './electricity.ts';
import { electricityX } from './electricity-x.ts';
import { multiple } from './multiple.ts';
import { hasKnownKeys } from './payload-key.ts';
import { recorded, recordedByChannel, recordedRefusal } from './recorded.ts';
import { digestOf, ruleByRule, wholeList } from './rules.ts';
import { suite } from './suite.ts';
import { ability, all, debug, dndMode, runtime, systemPart, time } from './system.ts';
import { toggle } from './toggle.ts';
import { togglex } from './togglex.ts';

const behaviours: ReadonlyMap<string, Behaviour> = new Map([
  ['Appliance.System.All', all],
  ['Appliance.System.Ability', ability],
  ['Appliance.System.Hardware', systemPart('hardware')],
  ['Appliance.System.Firmware', systemPart('firmware')],
  ['Appliance.System.Online', systemPart('online')],
  ['Appliance.System.Time', time],
  ['Appliance.System.Runtime', runtime],
  ['Appliance.System.Debug', debug],
  ['Appliance.System.DNDMode', dndMode],
  ['Appliance.Encrypt.Suite', suite],
  ['Appliance.Encrypt.ECDHE', ecdhe],
  ['Appliance.Control.Toggle', toggle],
  ['Appliance.Control.ToggleX', togglex],
  ['Appliance.Control.Timer', wholeList('timers', 'timer')],
  ['Appliance.Control.TimerX', ruleByRule('timers', 'timerx')],
  ['Appliance.Digest.TimerX', digestOf('timers')],
  ['Appliance.Control.Trigger', wholeList('triggers', 'trigger')],
  ['Appliance.Control.TriggerX', ruleByRule('triggers', 'triggerx')],
  ['Appliance.Digest.TriggerX', digestOf('triggers')],
  ['Appliance.Control.Electricity', electricity],
  ['Appliance.Control.ElectricityX', electricityX],
  ['Appliance.Control.ConsumptionX', consumptionX],
  ['Appliance.Control.ConsumptionH', consumptionH],
  ['Appliance.Config.Key', configKey],
  ['Appliance.Config.Trace', configTrace],
  ['Appliance.Config.Wifi', configWifi('clear')],
  ['Appliance.Config.WifiList', wifiList],
  ['Appliance.Config.WifiX', configWifi('encrypted')],
  ['Appliance.Config.StandbyKiller', recordedByChannel],
  ['Appliance.Control.Multiple', multiple],
]);

/**
 * Answers a request of a namespace in the plug's ability list, or refuses it. A namespace without a behaviour of its
 * own is replayed from the trace.
 */
export const respond: Responder = (core, request) => {
  const { method, namespace } = request;
  if (!core.abilities.has(namespace)) return undefined;
  const refusal = recordedRefusal(core, request);
  if (refusal !== undefined) return refusal.reply;
  if (method === 'GET' && !hasKnownKeys(core.model, request)) return undefined;
  if (method === 'PUSH') return recorded(core, request, respond);
  return (behaviours.get(namespace) ?? recorded)(core, request, respond);
};
