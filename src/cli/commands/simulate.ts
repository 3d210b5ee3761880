import { GivenUpError } from '../../errors.ts';
import { sleep } from '../../clock.ts';
import { isLocalAddress } from '../../local-address.ts';
import { loadModel, modelNames, SimulatedPlug, withRecentEnergy, type PlugModel } from '../../../simulator/index.ts';
import type { Call } from '../call.ts';
import { givenKey } from '../plug/plug-key.ts';
import { plain } from '../show/plain.ts';
import { FAULTS, parseFault, type RequestedFault } from '../simulate/fault-options.ts';
import { isInForeground } from '../simulate/foreground.ts';
import { channelsOf, listenToKeyboard } from '../simulate/keyboard.ts';
import { isTracePath, readModel } from '../simulate/trace-model.ts';
import { table } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

const PORT = { min: 1, max: 65535, whole: true };
const LOAD = { min: 0, max: 4000 };
/** The load on an outlet without a recorded one. */
const DEFAULT_WATTS = 40;

/** `simulate`. */
export const simulate: CommandAction = async call => {
  const faults = call.texts('fault');
  if (call.flag('list')) {
    const names = await modelNames();
    call.print(names, () => names.join('\n'));
    return;
  }
  if (faults.includes('list')) {
    const rows = Object.entries(FAULTS).map(([name, { value, help }]) => [name + value, help]);
    call.print(Object.keys(FAULTS), () =>
      table([{ title: '' }, { title: '', minColumns: 20 }], rows, call.paint, call.tableColumns),
    );
    return;
  }
  const set = faults.map(parseFault);
  const plugs: SimulatedPlug[] = [];
  try {
    await start(call, plugs);
    for (const fault of set) void applyFault(call, plugs, fault);
    call.print(
      plugs.map(plug => dataOf(plug)),
      () => shown(call, plugs),
    );
    await untilAborted(call, plugs);
    call.endLine();
  } finally {
    await Promise.all(plugs.map(plug => plug.close()));
  }
};

/** Sets a fault of all plugs at its time, unless Ctrl-C was pressed before. */
async function applyFault({ io }: Call, plugs: readonly SimulatedPlug[], fault: RequestedFault): Promise<void> {
  if (fault.afterSeconds > 0) {
    const isOver = await sleep(io.clock, fault.afterSeconds * 1000, io.signal).catch(() => 'ended');
    if (isOver === 'ended') return;
  }
  for (const plug of plugs) fault.apply(plug.faults);
}

/** Starts the plugs, and adds each to the list at once, so that all can be closed after any failure. */
async function start(call: Call, plugs: SimulatedPlug[]): Promise<void> {
  const names = call.texts('model');
  const key = givenKey(call);
  const port = call.number('port', PORT);
  const watts = call.number('load', LOAD);
  const address = addressOf(call);
  for (const [at, name] of (names.length > 0 ? names : ['mss305']).entries()) {
    const model = await modelOf(name, call);
    // Two plugs of one model, or two recordings with invented uuids, would otherwise be one and the same plug.
    const sameModel = plugs.filter(plug => plug.model.uuid === model.uuid).length;
    const plug = new SimulatedPlug({
      ...{ model, uuid: shiftedUuid(model.uuid, sameModel), address },
      ...(port !== undefined && { port: port + at }),
      ...(key !== undefined && { key }),
    });
    try {
      await plug.start();
    } catch (error) {
      await plug.close();
      throw cannotListen(error, address, port);
    }
    plugs.push(plug);
    for (const channel of channelsOf(plug)) {
      if (watts !== undefined || !plug.wasMeasured(channel)) plug.setLoad(watts ?? DEFAULT_WATTS, channel);
    }
  }
}

/** Another uuid with a different end, and so a different MAC. */
function shiftedUuid(uuid: string, by: number): string {
  const last = Number.parseInt(uuid.slice(-2), 16);
  return by === 0 || Number.isNaN(last)
    ? uuid
    : uuid.slice(0, -2) + ((last + 16 * by) % 256).toString(16).padStart(2, '0');
}

/** A file is replayed as recorded; a model by name has measured until today. */
async function modelOf(name: string, { io }: Call): Promise<PlugModel> {
  if (isTracePath(name)) return readModel(name);
  try {
    return withRecentEnergy(await loadModel(name), io.clock.epochSeconds() * 1000);
  } catch {
    const names = (await modelNames()).join(', ');
    throw new UsageError(
      `There is no model "${plain(name)}".`,
      `There are ${names}; or a file that "record" has written, such as ./plug.json.`,
    );
  }
}

function addressOf(call: Call): string {
  const address = call.text('address') ?? '127.0.0.1';
  if (isLocalAddress(address)) return address;
  throw new UsageError(
    `"${plain(address)}" is not an address on which to listen.`,
    'It must be an address of this computer in a local network.',
  );
}

function cannotListen(error: unknown, address: string, port: number | undefined): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = port === undefined ? address : `${address}:${port}`;
  if (code === 'EADDRINUSE') return new UsageError(`${where} is in use by another program.`, 'Choose another --port.');
  if (code === 'EADDRNOTAVAIL')
    return new UsageError(`${address} is not an address of this computer.`, 'Leave --address out for 127.0.0.1.');
  if (code === 'EACCES') return new UsageError(`You may not open ${where}.`, 'Choose a --port above 1023.');
  return error instanceof Error ? error : new Error(String(error));
}

/** Only Ctrl-C ends it, even if no plug has an open socket that keeps the process alive. */
async function untilAborted(call: Call, plugs: readonly SimulatedPlug[]): Promise<void> {
  const { io } = call;
  const FOREVER_MS = 2 ** 31 - 1;
  const [first] = plugs;
  const key = first && first.key === first.model.key ? first.key : 'KEY';
  call.note(`They run until Ctrl-C. In another terminal: meross-local info ${first?.host ?? ''} --key ${key}`);
  const stopListening =
    io.isInteractive && (await isInForeground())
      ? listenToKeyboard(process.stdin, plugs, text => {
          call.note(text);
        })
      : () => undefined;
  try {
    for (;;) await sleep(io.clock, FOREVER_MS, io.signal);
  } catch (error) {
    if (!(error instanceof GivenUpError)) throw error;
  } finally {
    stopListening();
  }
}

/** Shows the recorded key; a key from the user is not shown. */
function dataOf(plug: SimulatedPlug): object {
  const { host, uuid, key, model } = plug;
  return { host, model: model.id, uuid, ...(key === model.key && { key }) };
}

function shown(call: Call, plugs: readonly SimulatedPlug[]): string {
  return table(
    [{ title: 'Plug', align: 'right' }, { title: 'Address' }, { title: 'Model' }, { title: 'Key' }],
    plugs.map(({ host, model, key }, at) => [String(at + 1), host, model.id, key === model.key ? key : 'as given']),
    call.paint,
    call.tableColumns,
  );
}
