import type { RunningDevice } from '../device/feature.ts';
import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import { UnsupportedError } from '../errors.ts';
import { History } from '../history/history.ts';
import type { Counters } from '../history/gap-filling.ts';
import type { Capability } from '../homekit/capability.ts';
import { eveCharacteristics, eveHistory } from '../homekit/eve-services.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as consumptionh from '../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../protocol/namespaces/consumptionx.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { FileOptions } from '../storage/file-writer.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';
import { meterOf } from './power.ts';

export interface HistoryFeatureOptions {
  /** The options of the history file for the plug with this uuid. */
  readonly file: (uuid: string, ending: string) => FileOptions;
}

/**
 * Four weeks of power, and of on and off, for the Eve app. Eve has one history per accessory, so a plug with several
 * outlets has none.
 */
export function history({ file }: HistoryFeatureOptions): Capability {
  /** By uuid, because another plug may appear at the same address. */
  const histories = new Map<string, Promise<History>>();
  let stopNotifying = (): void => undefined;

  const open = (plug: PlugInfo): Promise<History> => {
    const existing = histories.get(plug.uuid);
    if (existing) return existing;
    const plugHistory = History.open({ ...file(plug.uuid, '.history'), isMetered: meterOf(plug) !== undefined });
    histories.set(plug.uuid, plugHistory);
    return plugHistory;
  };

  return {
    supports: plug => outletChannels(plug).length === 1,
    queries: () => [],
    read: () => [],

    start(device, signal) {
      open(device.info)
        .then(plugHistory => {
          if (!signal.aborted) recordReadings(device, plugHistory, signal);
        })
        .catch(ignoreError);
    },

    bindPlug(plug) {
      const service = plug.service(eveHistory(plug.hap));
      const { HistoryStatus, HistoryEntries, HistoryRequest, SetTime } = eveCharacteristics(plug.hap);
      const status = service.characteristic(HistoryStatus);
      const entries = service.characteristic(HistoryEntries);
      const request = service.characteristic(HistoryRequest);
      // Eve writes its own time at each connection. It is ignored, because the history uses the host's clock.
      service.characteristic(SetTime).onSet(() => undefined);
      open(plug.plug)
        .then(plugHistory => {
          status.onGet(() => plugHistory.status());
          entries.onGet((_context, reader) => plugHistory.read(reader));
          request.onSet((value, _context, reader) => {
            if (typeof value === 'string') plugHistory.request(value, reader);
          });
          stopNotifying();
          stopNotifying = plugHistory.onChange(() => {
            status.updateValue(plugHistory.status());
          });
        })
        .catch(ignoreError);
    },

    async close() {
      for (const plugHistory of histories.values()) await (await plugHistory).close();
    },
  };
}

/** It uses the option of the power feature. */
export const feature = {
  create: ({ energy }, tools) => (energy ? history(tools) : undefined),
} satisfies FeatureDeclaration;

/** A plug works without a history, and an unhandled rejection would end Homebridge. */
const ignoreError = (): void => undefined;

/** Records the readings of the plug from now on, and fills gaps from its counters. */
function recordReadings(device: RunningDevice, plugHistory: History, signal: AbortSignal): void {
  const { state, info } = device;
  const [channel = 0] = outletChannels(info);
  const isMetered = meterOf(info) !== undefined;

  const record = (): void => {
    const isReachable = state.get('reachable')?.reachable === true;
    const on = isReachable ? state.get('toggle', channel)?.on : undefined;
    const watts = isReachable ? state.get('power', channel)?.watts : undefined;
    // An outlet that is off has no power, whatever was measured last.
    if (isMetered) plugHistory.power(on === false ? 0 : watts);
    plugHistory.toggle(on);
  };

  /** The end of the newest gap at the last query, because a gap that the counters do not cover stays for ever. */
  let queriedUntil = -Infinity;
  /** The newest entry at the last check: a tap adds an entry, and need not look at four weeks of them. */
  let checkedUntil = -Infinity;
  const fill = (): void => {
    if (!isMetered) return;
    const until = plugHistory.gaps(checkedUntil).at(-1)?.to ?? -Infinity;
    checkedUntil = plugHistory.newestAt ?? -Infinity;
    if (until <= queriedUntil) return;
    queriedUntil = until;
    void fillGaps(device, plugHistory, signal).then(isDone => {
      if (!isDone) queriedUntil = checkedUntil = -Infinity;
    });
  };

  // A gap shows at the next entry: the plug was unreachable, Homebridge was down, or the host has slept.
  const stopWatching = plugHistory.onChange(fill);
  record();
  fill();
  device.onReading(reading => {
    record();
    if (reading.kind === 'reachable' && reading.reachable) fill();
  });
  signal.addEventListener('abort', () => {
    stopWatching();
    plugHistory.power(undefined);
    plugHistory.toggle(undefined);
  });
}

/**
 * Fills the gaps with what the plug has counted, by the hour or else by the day. It reads the counters at once, because
 * later energy does not belong to the gaps. Never rejects; without a reply the gaps stay.
 *
 * @returns whether the plug has replied
 */
async function fillGaps(device: RunningDevice, plugHistory: History, signal: AbortSignal): Promise<boolean> {
  try {
    const counters = await countersOf(device);
    if (!signal.aborted) plugHistory.fill(counters);
    return true;
  } catch {
    return false;
  }
}

async function countersOf(device: RunningDevice): Promise<Counters> {
  const [channel = 0] = outletChannels(device.info);
  const hours = await replyTo(device, consumptionh.get([channel]));
  const days = await replyTo(device, consumptionx.get());
  const time = device.state.get('time')?.time ?? (days && (await queryTime(device)));
  return {
    hours: hours ? consumptionh.parse(hours.payload).flatMap(row => (row.channel === channel ? row.hours : [])) : [],
    days: days ? consumptionx.parse(days.payload) : [],
    offsets: days && time ? time.timeRule.map(([since, seconds]) => ({ since, seconds })) : [],
  };
}

/** Only for plugs whose System.All has no time. */
async function queryTime(device: RunningDevice): Promise<systemTime.ZoneAndTime | undefined> {
  const reply = await replyTo(device, systemTime.get());
  return reply && systemTime.parse(reply.payload);
}

/** The reply of the plug; undefined if it does not support this query. */
async function replyTo(device: RunningDevice, request: Request): Promise<Message | undefined> {
  if (!(request.namespace in device.info.abilities)) return undefined;
  try {
    return await device.query(request);
  } catch (error) {
    if (error instanceof UnsupportedError) return undefined;
    throw error;
  }
}
