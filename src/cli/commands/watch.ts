import type { MerossDevice } from '../../device/device.ts';
import { PlugConnection } from '../../device/plug-connection.ts';
import { power } from '../../features/power.ts';
import { toggle } from '../../features/toggle.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { TIMES } from '../../settings.ts';
import type { Call } from '../call.ts';
import type { CommandAction } from '../command-spec.ts';
import { findConfig, POINT_ELSEWHERE, searchedPlaces } from '../plug/config-search.ts';
import { configuredPlugs, findPlugsWithKey, type PlugWithKey } from '../plug/named-plug.ts';
import { openPlug, sessionOptions } from '../plug/open-plug.ts';
import { PlugCommandError } from '../plug-command-error.ts';
import { UsageError } from '../usage-error.ts';
import { ReadingPrinter, WatchColumns } from '../watch/reading-printer.ts';

const EVERY = { min: 1, max: 3600, default: 2 };

/** `watch [HOST…]`. */
export const watch: CommandAction = async call => {
  const everyMs = (call.number('every', EVERY) ?? EVERY.default) * 1000;
  const targets = call.words.length === 0 ? await plugsOfConfig(call) : await findPlugsWithKey(call, call.words);
  const [only, ...others] = targets;
  if (only && others.length === 0 && call.words.length > 0) await checkReachable(call, only);
  const columns = new WatchColumns(targets);
  const connections = targets.map((target, index) =>
    connect(call, target, { everyMs, phase: index / targets.length, columns }),
  );
  await untilAborted(call.io.signal, connections);
  call.endLine();
};

/** @throws {UsageError} there is no config, or no plug in it */
async function plugsOfConfig(call: Call): Promise<readonly PlugWithKey[]> {
  const search = await findConfig(call);
  const { file } = search;
  if (file === undefined) {
    const hint = `${searchedPlaces(search)} ${POINT_ELSEWHERE} Or name plugs: meross-local watch HOST.`.trim();
    throw new UsageError('No plug is named, and no Homebridge config was found that could list them.', hint);
  }
  for (const { path, message } of file.problems) call.note(`Config: ${path} ${message}`);
  if (file.devices.length === 0) throw new UsageError(`${file.path} has no plug that can be used.`, POINT_ELSEWHERE);
  if (!search.isNamed) call.note(`The plugs of ${file.path}:`);
  return configuredPlugs(call, file);
}

/** A single plug that cannot be watched is more likely a wrong address or key than an outage. */
async function checkReachable(call: Call, target: PlugWithKey): Promise<void> {
  try {
    await openPlug(target, call.context);
  } catch (error) {
    throw PlugCommandError.of(error, target);
  }
}

interface WatchSettings {
  readonly everyMs: number;
  /** 0 … 1: when in the period this plug is queried. */
  readonly phase: number;
  readonly columns: WatchColumns;
}

/** Each plug has a connection of its own, so none waits for another one. */
function connect(call: Call, target: PlugWithKey, { everyMs, phase, columns }: WatchSettings): PlugConnection {
  const { clock } = call.io;
  const printer = new ReadingPrinter(call, target, columns);
  let uuid = target.config?.uuid ?? target.uuid;
  return new PlugConnection({
    addresses: () => [target.address],
    session: () => sessionOptions(target, call.io),
    uuid: () => uuid,
    features: [toggle, power({ everySeconds: everyMs / 1000, clock, includesSharedMeter: true })],
    clock,
    pollMs: everyMs,
    phase,
    onDevice: (device: MerossDevice, { info, message }) => {
      ({ uuid } = info);
      printer.identified({ target, info, all: systemAll.parse(message.payload) });
      device.onReading(reading => {
        printer.show(reading);
      });
    },
    onEnd: () => undefined,
    onFailure: why => {
      printer.failed(why);
    },
  });
}

/** Runs the connections until Ctrl-C. */
async function untilAborted(signal: AbortSignal, connections: readonly PlugConnection[]): Promise<void> {
  const end = (): void => {
    for (const connection of connections) void connection.close();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  await Promise.all(connections.map((connection, index) => connection.run(index * TIMES.staggerMs)));
  await Promise.all(connections.map(connection => connection.close()));
}
