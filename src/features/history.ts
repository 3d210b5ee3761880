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
  let opened: Promise<History> | undefined;
  let stopTelling = (): void => undefined;

  const open = (plug: PlugInfo): Promise<History> =>
    (opened ??= History.open({ ...file(plug.uuid, '.history'), isMetered: meterOf(plug) !== undefined }));

  return {
    supports: plug => outletChannels(plug).length === 1,
    queries: () => [],
    read: () => [],

    attend(device, signal) {
      void open(device.info).then(kept => {
        if (!signal.aborted) follow(device, kept, signal);
      });
    },

    bindPlug(plug) {
      const face = plug.service(eveHistory(plug.hap));
      const { HistoryStatus, HistoryEntries, HistoryRequest, SetTime } = eveCharacteristics(plug.hap);
      const status = face.characteristic(HistoryStatus);
      const entries = face.characteristic(HistoryEntries);
      const request = face.characteristic(HistoryRequest);
      // Our clock is the host's; Eve tells its own at each connection.
      face.characteristic(SetTime).onSet(() => undefined);
      void open(plug.plug).then(kept => {
        status.onGet(() => kept.status());
        entries.onGet(() => kept.read());
        request.onSet(value => {
          if (typeof value === 'string') kept.request(value);
        });
        stopTelling();
        stopTelling = kept.onChange(() => {
          status.updateValue(kept.status());
        });
      });
    },

    async close() {
      await (await opened)?.close();
    },
  };
}

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

  record();
  void fillGaps(device, kept, signal);
  device.onReading(reading => {
    record();
    if (reading.kind === 'reachable' && reading.reachable) void fillGaps(device, kept, signal);
  });
  signal.addEventListener('abort', () => {
    kept.power(undefined);
    kept.toggle(undefined);
  });
}

/**
 * What nobody heard, the plug may have counted: by the hour, else by the day. Read at once, for what flows from now on is
 * not the gap's. Never rejects; a plug that does not answer leaves a hole, which is true.
 */
async function fillGaps(device: RunningDevice, kept: History, signal: AbortSignal): Promise<void> {
  if (meterOf(device.info) === undefined || kept.gaps().length === 0) return;
  try {
    const counters = await countersOf(device);
    if (!signal.aborted) kept.fill(counters);
  } catch {
    // It is asked again when it is back from its next absence.
  }
}

async function countersOf(device: RunningDevice): Promise<Counters> {
  const [channel = 0] = outletChannels(device.info);
  const hours = await answerTo(device, consumptionh.get([channel]));
  const days = await answerTo(device, consumptionx.get());
  const zone = days && (await answerTo(device, systemTime.get()));
  return {
    hours: hours ? consumptionh.parse(hours.payload).flatMap(row => (row.channel === channel ? row.hours : [])) : [],
    days: days ? consumptionx.parse(days.payload) : [],
    offsets: zone ? systemTime.parse(zone.payload).timeRule.map(([since, seconds]) => ({ since, seconds })) : [],
  };
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
