import { sleep, type Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import { clipped, isObject, type JsonObject } from '../protocol/decode.ts';
import * as digestTimerx from '../protocol/namespaces/digest-timerx.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import type { Timer } from '../protocol/namespaces/timerx.ts';
import * as triggerx from '../protocol/namespaces/triggerx.ts';
import { takesRules } from './auto-off.ts';
import { hostOf } from './clock.ts';
import type { RuleOfOthers } from '../texts/rule-of-others.ts';
import type { FeatureDeclaration, FeatureLog } from './feature-declaration.ts';
import { takesTimers } from './plug-timer.ts';
import { daysOf, OUR_TIMERS, readTimers, readTriggers, timeOf } from './timer-rules.ts';

export interface OtherRulesOptions {
  readonly clock: Clock;
  readonly log: FeatureLog;
  /** The address in the config, for the command that the log suggests. */
  readonly host: string;
}

/** After the start: the first polls of all plugs come first. */
const DELAY_MS = 15_000;
/** More rules than this are only counted. */
const MOST_NAMED = 3;

/**
 * Logs, once after the start, the timers and auto-off rules that another program has written into the plug, because such
 * a rule switches the plug without a trace in Home. Most plugs say in System.All, which is read anyway, that they have
 * none; else the plug is asked once.
 */
export function otherRules({ clock, log, host }: OtherRulesOptions): Capability {
  /** The number of rules by System.All, ours included; undefined where it does not say. */
  let listed: { readonly timers: number | undefined; readonly triggers: number | undefined } | undefined;
  const done = new Set<string>();

  const report = async (device: RunningDevice, signal: AbortSignal): Promise<void> => {
    await sleep(clock, DELAY_MS, signal);
    const { info } = device;
    const timers = takesTimers(info) && listed?.timers !== 0 ? await foundTimers(device) : [];
    const triggers = takesRules(info) && listed?.triggers !== 0 ? await foundTriggers(device) : [];
    done.add(info.uuid);
    const { ruleOfOthers, rulesOfOthers } = log.texts.features;
    const all = [
      ...timers.map(timer => describedTimer(timer, info, host)),
      ...triggers.map(trigger => describedTrigger(trigger, info, host)),
    ];
    if (all.length === 0) return;
    const rules = all.slice(0, MOST_NAMED).map(ruleOfOthers).join('; ');
    log.info(rulesOfOthers({ rules, more: Math.max(0, all.length - MOST_NAMED) }));
  };

  return {
    supports: plug => takesTimers(plug) || takesRules(plug),
    queries: () => [],

    read({ header, payload }) {
      if (header.namespace === systemAll.NAMESPACE) listed = rulesListedIn(payload);
      return [];
    },

    start(device, signal) {
      if (done.has(device.info.uuid)) return;
      // A plug that does not reply to this is not asked again: nothing depends on it.
      void report(device, signal).catch(() => {
        if (!signal.aborted) done.add(device.info.uuid);
      });
    },
  };
}

/** It has no option: a plug without such rules costs nothing, or two queries at the start. */
export const feature = {
  create: (config, { clock, log }) => otherRules({ clock, log, host: hostOf(config) }),
} satisfies FeatureDeclaration;

async function foundTimers(device: RunningDevice): Promise<readonly Timer[]> {
  const rows = digestTimerx.parse((await device.query(digestTimerx.get())).payload);
  const timers = await readTimers(request => device.query(request), rows.map(({ id }) => id).filter(isForeign));
  return timers.filter(({ isEnabled }) => isEnabled);
}

async function foundTriggers(device: RunningDevice): Promise<readonly triggerx.Trigger[]> {
  const rows = triggerx.parseList((await device.query(triggerx.list())).payload);
  const triggers = await readTriggers(request => device.query(request), rows.map(({ id }) => id).filter(isForeign));
  return triggers.filter(({ isEnabled }) => isEnabled);
}

/** Not of this plugin, nor of its command line. */
const isForeign = (id: string): boolean => !id.startsWith(OUR_TIMERS);

function describedTimer(
  { id, alias, channel, on, minuteOfDay, week, isOnce }: Timer,
  plug: PlugInfo,
  host: string,
): RuleOfOthers {
  const command = isPlain(id) ? `timers ${host} remove --id ${id}` : `timers ${host}`;
  const days = daysOf(week);
  return {
    ...{ kind: 'timer', name: clipped(alias), outlet: outletOf(plug, channel), command },
    ...{ on, at: timeOf(minuteOfDay), days: isOnce ? 'once' : days === 'daily' ? 'daily' : { week: days } },
  };
}

function describedTrigger(
  { id, alias, channel, seconds }: triggerx.Trigger,
  plug: PlugInfo,
  host: string,
): RuleOfOthers {
  const command = isPlain(id) ? `auto-off ${host} off --id ${id}` : `auto-off ${host}`;
  return { kind: 'auto-off', name: clipped(alias), outlet: outletOf(plug, channel), command, seconds };
}

/** The outlet of a strip; undefined for the only one of a plug. */
const outletOf = (plug: PlugInfo, channel: number): number | undefined =>
  outletChannels(plug).length > 1 ? channel : undefined;

/** An id that may stand in a command; plugs accept only such ids, but another device may send anything. */
const isPlain = (id: string): boolean => /^[a-z0-9]{1,16}$/i.test(id);

/** How many timers and triggers System.All lists; undefined where it lists none at all, as on an mss305 8.3.15. */
function rulesListedIn(payload: JsonObject): { timers: number | undefined; triggers: number | undefined } {
  const all = isObject(payload['all']) ? payload['all'] : {};
  const digest = isObject(all['digest']) ? all['digest'] : {};
  const count = (list: unknown): number | undefined => (Array.isArray(list) ? list.length : undefined);
  return { timers: count(digest['timerx']), triggers: count(digest['triggerx']) };
}
