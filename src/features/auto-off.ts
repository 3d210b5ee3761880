import { Pause, type Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import { MalformedError } from '../errors.ts';
import type { Capability } from '../homekit/capability.ts';
import type { JsonObject } from '../protocol/decode.ts';
import * as triggerx from '../protocol/namespaces/triggerx.ts';
import type { Notes } from '../storage/notes.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';

export interface AutoOffOptions {
  /** 0 means no rule. */
  readonly minutes: number;
  readonly clock: Clock;
  /** The persistent notes of the plug with this uuid. */
  readonly notes: (uuid: string) => Notes;
  /** Called when a rule could not be written or removed. It is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The prefix of our rule ids; the channel follows in two digits. Ids have 16 letters and digits at most. The command line
 * writes the same rule, so that there are never two.
 */
export const RULE_ID_PREFIX = 'hblocalautooff';
/** Rules with any other id are never changed. */
const OWN_ID = new RegExp(`^${RULE_ID_PREFIX}\\d\\d$`);
/** One bit per day of the week; the eighth bit means that the rule repeats. */
const ALL_DAYS = 0b1111111;
const NAME = 'autoOff';
/** The channels whose rule is left out until they go off. */
const PAUSED = 'autoOffPaused';
/** The interval after a failure, and after a success: another app may have changed the rule. */
const RETRY_MS = 60_000;
const CHECK_MS = 6 * 3600 * 1000;

/**
 * Auto-off as a rule inside the plug, which works while Homebridge, the router or the network is down. The rule follows the
 * config, and is removed when the config has none. A plug that never had a rule of ours gets no queries.
 */
export function autoOff({ minutes, clock, notes, onFailure }: AutoOffOptions): Capability {
  const isDue = (uuid: string): boolean => minutes > 0 || notes(uuid).get(NAME) !== undefined;

  const applyRule = async (device: RunningDevice): Promise<void> => {
    const { info } = device;
    // Saved before the rule is written, so that the rule can be removed later in any case.
    if (minutes > 0) {
      notes(info.uuid).set(NAME, minutes);
      await notes(info.uuid).flush();
    }
    await syncRules(device, { minutes, paused: pausedChannels(notes(info.uuid)), createdAt: clock.epochSeconds() });
    if (minutes > 0) return;
    notes(info.uuid).set(NAME, undefined);
    notes(info.uuid).set(PAUSED, undefined);
  };

  const keepApplied = async (device: RunningDevice, signal: AbortSignal, wait: Pause): Promise<void> => {
    const isOver = (): boolean => signal.aborted;
    while (!isOver() && isDue(device.info.uuid)) {
      let pauseMs = CHECK_MS;
      try {
        await applyRule(device);
      } catch (error) {
        if (isOver()) return;
        if (device.state.get('reachable')?.reachable !== false) onFailure(error);
        pauseMs = RETRY_MS;
      }
      if (!isOver()) await wait.for(pauseMs);
    }
  };

  return {
    supports: takesRules,
    queries: () => [],
    read: () => [],
    start(device, signal) {
      const wait = new Pause(clock);
      signal.addEventListener('abort', () => {
        wait.end();
      });
      device.onReading(reading => {
        if (reading.kind !== 'toggle' || reading.on) return;
        const plugNotes = notes(device.info.uuid);
        const paused = pausedChannels(plugNotes);
        if (!paused.includes(reading.channel)) return;
        plugNotes.set(
          PAUSED,
          paused.filter(channel => channel !== reading.channel),
        );
        // Its rule is written again now, for the next time that it is switched on.
        wait.end();
      });
      void keepApplied(device, signal, wait);
    },
  };
}

export const feature = {
  option: 'autoOffMinutes',
  create: ({ locked, autoOffMinutes }, { clock, notes, log }) =>
    autoOff({
      minutes: locked ? 0 : autoOffMinutes,
      clock,
      notes,
      onFailure: error => {
        const { cause, features } = log.texts;
        log.once(features.autoOffNotUpdated({ cause: cause(error) }));
      },
    }),
  unsupportedReason: ({ locked, autoOffMinutes }, plug) => {
    if (autoOffMinutes === 0) return undefined;
    if (locked) return 'locked';
    return takesRules(plug) ? undefined : 'noAutoOff';
  },
} satisfies FeatureDeclaration;

/** Whether auto-off of an outlet is paused: it stays on until it is switched off, and auto-off holds again after that. */
export const isAutoOffPaused = (notes: Notes, channel: number): boolean => pausedChannels(notes).includes(channel);

/**
 * Pauses auto-off of an outlet until it goes off: the plug's rule for it is removed until then.
 * @throws {MerossError} the plug did not acknowledge it; auto-off goes on
 */
export async function pauseAutoOff(device: RunningDevice, notes: Notes, channel: number): Promise<void> {
  const before = pausedChannels(notes);
  notes.set(PAUSED, [...before.filter(each => each !== channel), channel]);
  await notes.flush();
  try {
    const id = ruleId(channel);
    await sendCommand(device, id, triggerx.remove(id));
  } catch (error) {
    notes.set(PAUSED, before);
    throw error;
  }
}

function pausedChannels(notes: Notes): readonly number[] {
  const noted = notes.get(PAUSED);
  return Array.isArray(noted) ? noted.filter((each): each is number => typeof each === 'number') : [];
}

/** Whether rules can be written into this plug, and listed. */
export function takesRules({ abilities }: Pick<PlugInfo, 'abilities'>): boolean {
  return triggerx.NAMESPACE in abilities && triggerx.DIGEST in abilities;
}

interface WantedRules {
  /** 0 for none. */
  readonly minutes: number;
  /** Channels without a rule for now. */
  readonly paused: readonly number[];
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** Brings our rules in the plug in line with the config: reads first, and writes only what differs. */
async function syncRules(device: RunningDevice, { minutes, paused, createdAt }: WantedRules): Promise<void> {
  const { payload } = await device.query(triggerx.list());
  const found = triggerx.parseList(payload).filter(({ id }) => OWN_ID.test(id));
  const channels = minutes > 0 ? outletChannels(device.info).filter(channel => !paused.includes(channel)) : [];
  const configured = channels.map(channel => ruleOf(device.info, channel, minutes));
  for (const rule of configured) {
    const isPresent = found.some(({ id }) => id === rule.id) && (await isUpToDate(device, rule));
    if (!isPresent) await sendCommand(device, rule.id, triggerx.set(rule, createdAt));
  }
  for (const { id } of found.filter(each => !configured.some(rule => rule.id === each.id))) {
    await sendCommand(device, id, triggerx.remove(id));
  }
}

type Rule = Parameters<typeof triggerx.set>[0];

function ruleOf({ channels }: PlugInfo, channel: number, minutes: number): Rule {
  const alias = channels.length > 1 ? `Auto-off ${channel}` : 'Auto-off';
  return { id: ruleId(channel), channel, seconds: minutes * 60, alias };
}

const ruleId = (channel: number): string => `${RULE_ID_PREFIX}${String(channel).padStart(2, '0')}`;

async function isUpToDate(device: RunningDevice, { id, channel, seconds }: Rule): Promise<boolean> {
  const rule = readRule((await device.query(triggerx.get(id))).payload, id);
  if (rule === undefined || !rule.isEnabled || (rule.week & ALL_DAYS) !== ALL_DAYS) return false;
  return rule.channel === channel && rule.seconds === seconds;
}

/** Undefined also if the rule is malformed: it is then written again. */
function readRule(payload: JsonObject, id: string): triggerx.Trigger | undefined {
  try {
    return triggerx.parseOne(payload, id);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

const sendCommand = (device: RunningDevice, id: string, request: ReturnType<typeof triggerx.remove>): Promise<void> =>
  device.send({ key: `rule:${id}`, request, proves: [] });
