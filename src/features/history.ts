import type { RunningDevice } from '../device/feature.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import { UnsupportedError } from '../errors.ts';
import { History } from '../history/history.ts';
import type { Counters } from '../history/filling.ts';
import type { Capability } from '../homekit/capability.ts';
import { eveCharacteristics, eveHistory } from '../homekit/eve.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as consumptionh from '../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../protocol/namespaces/consumptionx.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { FileOptions } from '../storage/writer.ts';
import type { Declaration } from './declaration.ts';
import { meterOf } from './power.ts';

export interface HistoryOptions {
  /** A file of our own for the plug with this uuid. */
  readonly file: (uuid: string, ending: string) => FileOptions;
}

/**
 * Four weeks of power and of on and off, for the Eve app. Eve keeps one history for each accessory, so a plug with
 * several outlets has none.
 */
export function history({ file }: HistoryOptions): Capability {
  /** By plug, for another one may turn up at the same address. */
  const opened = new Map<string, Promise<History>>();
  let stopTelling = (): void => undefined;

  const open = (plug: PlugInfo): Promise<History> => {
    const known = opened.get(plug.uuid);
    if (known) return known;
    const kept = History.open({ ...file(plug.uuid, '.history'), isMetered: meterOf(plug) !== undefined });
    opened.set(plug.uuid, kept);
    return kept;
  };

  return {
    supports: plug => outletChannels(plug).length === 1,
    queries: () => [],
    read: () => [],

    attend(device, signal) {
      open(device.info)
        .then(kept => {
          if (!signal.aborted) follow(device, kept, signal);
        })
        .catch(giveUp);
    },

    bindPlug(plug) {
      const face = plug.service(eveHistory(plug.hap));
      const { HistoryStatus, HistoryEntries, HistoryRequest, SetTime } = eveCharacteristics(plug.hap);
      const status = face.characteristic(HistoryStatus);
      const entries = face.characteristic(HistoryEntries);
      const request = face.characteristic(HistoryRequest);
      // Our clock is the host's; Eve tells its own at each connection.
      face.characteristic(SetTime).onSet(() => undefined);
      open(plug.plug)
        .then(kept => {
          status.onGet(() => kept.status());
          entries.onGet((_context, reader) => kept.read(reader));
          request.onSet((value, _context, reader) => {
            if (typeof value === 'string') kept.request(value, reader);
          });
          stopTelling();
          stopTelling = kept.onChange(() => {
            status.updateValue(kept.status());
          });
        })
        .catch(giveUp);
    },

    async close() {
      for (const kept of opened.values()) await (await kept).close();
    },
  };
}

/** It goes with the watts, and so does its option. */
export const feature = {
  create: ({ energy }, tools) => (energy ? history(tools) : undefined),
} satisfies Declaration;

/** A plug without a history is still a plug; an error that nobody takes would end Homebridge. */
const giveUp = (): void => undefined;

/** Records what the plug says from now on, and makes up for what nobody heard. */
function follow(device: RunningDevice, kept: History, signal: AbortSignal): void {
  const { state, info } = device;
  const [channel = 0] = outletChannels(info);
  const isMetered = meterOf(info) !== undefined;

  const record = (): void => {
    const isThere = state.get('reachable')?.reachable === true;
    const on = isThere ? state.get('toggle', channel)?.on : undefined;
    const watts = isThere ? state.get('power', channel)?.watts : undefined;
    // What is off lets nothing through, whatever was measured last.
    if (isMetered) kept.power(on === false ? 0 : watts);
    kept.toggle(on);
  };

  /** Where the newest gap ended when the plug was asked about it; one that its counters do not know stays for ever. */
  let askedUntil = -Infinity;
  const fill = (): void => {
    const until = kept.gaps().at(-1)?.to ?? -Infinity;
    if (!isMetered || until <= askedUntil) return;
    askedUntil = until;
    void fillGaps(device, kept, signal).then(isDone => {
      if (!isDone) askedUntil = -Infinity;
    });
  };

  // A gap shows when an entry comes after it: the plug was away, Homebridge was, or the host has slept.
  const stopWatching = kept.onChange(fill);
  record();
  fill();
  device.onReading(reading => {
    record();
    if (reading.kind === 'reachable' && reading.reachable) fill();
  });
  signal.addEventListener('abort', () => {
    stopWatching();
    kept.power(undefined);
    kept.toggle(undefined);
  });
}

/**
 * What nobody heard, the plug may have counted: by the hour, else by the day. Read at once, for what flows from now on is
 * not the gap's. Never rejects; a plug that does not answer leaves a hole, which is true.
 *
 * @returns whether the plug has answered
 */
async function fillGaps(device: RunningDevice, kept: History, signal: AbortSignal): Promise<boolean> {
  try {
    const counters = await countersOf(device);
    if (!signal.aborted) kept.fill(counters);
    return true;
  } catch {
    return false;
  }
}

async function countersOf(device: RunningDevice): Promise<Counters> {
  const [channel = 0] = outletChannels(device.info);
  const hours = await answerTo(device, consumptionh.get([channel]));
  const days = await answerTo(device, consumptionx.get());
  const time = device.state.get('time')?.time ?? (days && (await timeOf(device)));
  return {
    hours: hours ? consumptionh.parse(hours.payload).flatMap(row => (row.channel === channel ? row.hours : [])) : [],
    days: days ? consumptionx.parse(days.payload) : [],
    offsets: days && time ? time.timeRule.map(([since, seconds]) => ({ since, seconds })) : [],
  };
}

/** System.All has it, for most plugs. */
async function timeOf(device: RunningDevice): Promise<systemTime.ZoneAndTime | undefined> {
  const reply = await answerTo(device, systemTime.get());
  return reply && systemTime.parse(reply.payload);
}

/** Undefined where the plug does not know this question. */
async function answerTo(device: RunningDevice, request: Request): Promise<Message | undefined> {
  if (!(request.namespace in device.info.abilities)) return undefined;
  try {
    return await device.ask(request);
  } catch (error) {
    if (error instanceof UnsupportedError) return undefined;
    throw error;
  }
}
