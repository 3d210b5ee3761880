import { GivenUpError } from '../../errors.ts';
import { sleep } from '../../clock.ts';
import { isLocalAddress } from '../../local-address.ts';
import { loadModel, modelNames, SimulatedPlug, type Faults } from '../../simulator/index.ts';
import type { Call } from '../call.ts';
import { givenKey } from '../plug/key.ts';
import { plain } from '../show/plain.ts';
import { table } from '../show/table.ts';
import type { Action } from '../spec.ts';
import { UsageError } from '../usage-error.ts';

const PORT = { min: 1, max: 65535, whole: true };
const LOAD = { min: 0, max: 4000, default: 40 };

/** `simulate`. */
export const simulate: Action = async call => {
  const faults = call.texts('fault');
  if (call.flag('list')) {
    const names = await modelNames();
    call.print(names, () => names.join('\n'));
    return;
  }
  if (faults.includes('list')) {
    const rows = Object.entries(FAULTS).map(([name, { value, help }]) => [name + value, help]);
    call.print(Object.keys(FAULTS), () =>
      table([{ title: '' }, { title: '', least: 20 }], rows, call.paint, call.tableColumns),
    );
    return;
  }
  const set = faults.map(faultOf);
  const plugs: SimulatedPlug[] = [];
  try {
    await start(call, plugs);
    for (const plug of plugs) for (const each of set) each(plug.faults);
    call.print(
      plugs.map(plug => dataOf(plug)),
      () => shown(call, plugs),
    );
    const [{ host } = { host: '' }] = plugs;
    call.note(`They run until Ctrl-C. From another terminal: meross-local info ${host} --key KEY`);
    await untilAborted(call);
  } finally {
    await Promise.all(plugs.map(plug => plug.close()));
  }
};

/** Starts the plugs that are wanted, each into the list at once, so that all can be ended whatever happens. */
async function start(call: Call, plugs: SimulatedPlug[]): Promise<void> {
  const names = call.texts('model');
  const key = givenKey(call);
  const port = call.number('port', PORT);
  const watts = call.number('load', LOAD) ?? LOAD.default;
  const address = addressOf(call);
  for (const [at, name] of (names.length > 0 ? names : ['mss305']).entries()) {
    const model = await modelOf(name);
    // Two of a kind would otherwise be one and the same plug.
    const twins = plugs.filter(plug => plug.model.id === model.id).length;
    const plug = new SimulatedPlug({
      ...{ model, uuid: shifted(model.uuid, twins), address },
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
    const { channels } = model;
    for (const channel of channels.length > 2 ? channels.filter(each => each !== 0) : channels)
      plug.setLoad(watts, channel);
  }
}

/** Another uuid, which differs in its end, and so in its MAC. */
function shifted(uuid: string, by: number): string {
  const last = Number.parseInt(uuid.slice(-2), 16);
  return by === 0 || Number.isNaN(last)
    ? uuid
    : uuid.slice(0, -2) + ((last + 16 * by) % 256).toString(16).padStart(2, '0');
}

async function modelOf(name: string): ReturnType<typeof loadModel> {
  try {
    return await loadModel(name);
  } catch {
    throw new UsageError(`There is no model "${plain(name)}".`, `There are ${(await modelNames()).join(', ')}.`);
  }
}

function addressOf(call: Call): string {
  const address = call.text('address') ?? '127.0.0.1';
  if (isLocalAddress(address)) return address;
  throw new UsageError(
    `"${plain(address)}" is no address to listen at.`,
    'It must be one of this computer, and of a local network.',
  );
}

function cannotListen(error: unknown, address: string, port: number | undefined): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = port === undefined ? address : `${address}:${port}`;
  if (code === 'EADDRINUSE') return new UsageError(`${where} is in use by another program.`, 'Choose another --port.');
  if (code === 'EADDRNOTAVAIL')
    return new UsageError(`${address} is no address of this computer.`, 'Leave --address out for 127.0.0.1.');
  if (code === 'EACCES') return new UsageError(`${where} may not be opened by you.`, 'Choose a --port above 1023.');
  return error instanceof Error ? error : new Error(String(error));
}

async function untilAborted({ io }: Call): Promise<void> {
  const FOREVER_MS = 2 ** 31 - 1;
  try {
    for (;;) await sleep(io.clock, FOREVER_MS, io.signal);
  } catch (error) {
    if (!(error instanceof GivenUpError)) throw error;
  }
}

/** Its key is made up, unless it was given; a given one is not shown. */
function dataOf(plug: SimulatedPlug): object {
  const { host, uuid, key, model } = plug;
  return { host, model: model.id, uuid, ...(key === model.key && { key }) };
}

function shown(call: Call, plugs: readonly SimulatedPlug[]): string {
  return table(
    [{ title: 'Address' }, { title: 'Model' }, { title: 'Key' }],
    plugs.map(({ host, model, key }) => [host, model.id, key === model.key ? key : 'the one you gave']),
    call.paint,
    call.tableColumns,
  );
}

/** Does something to a plug's faults. */
type Misdeed = (faults: Faults) => void;

interface FaultSpec {
  /** What stands behind the name, e.g. `=NUMBER`. */
  readonly value: string;
  readonly help: string;
  /** @returns undefined for a value that makes no sense */
  readonly read: (value: string) => Misdeed | undefined;
}

function faultOf(text: string): Misdeed {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  const spec = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  if (spec === undefined)
    throw new UsageError(`There is no fault "${plain(name)}".`, `There are ${Object.keys(FAULTS).join(', ')}.`);
  const misdeed = spec.read(value);
  if (misdeed === undefined)
    throw new UsageError(`The fault ${name} is not understood.`, `${name}${spec.value}: ${spec.help}.`);
  return misdeed;
}

const flag = (help: string, set: Misdeed): FaultSpec => ({
  value: '',
  help,
  read: value => (value === '' ? set : undefined),
});

function number(help: string, set: (faults: Faults, value: number) => void): FaultSpec {
  const read = (value: string): Misdeed | undefined => {
    const written = /^-?\d+$/.test(value) ? Number(value) : undefined;
    return written === undefined ? undefined : faults => set(faults, written);
  };
  return { value: '=NUMBER', help, read };
}

function word<T extends string>(words: readonly T[], help: string, set: (faults: Faults, value: T) => void): FaultSpec {
  const read = (value: string): Misdeed | undefined => {
    const found = words.find(each => each === value);
    return found === undefined ? undefined : faults => set(faults, found);
  };
  return { value: `=${words.join('|')}`, help, read };
}

/** What people can ask for. */
const FAULTS: Readonly<Record<string, FaultSpec>> = {
  silent: flag('reads the request and never answers', f => void (f.silent = true)),
  hangUp: flag('closes the connection without a byte', f => void (f.hangUp = true)),
  wrongKey: flag('behaves as if it had another key', f => void (f.wrongKey = true)),
  unsetClock: flag('does not know the time', f => void (f.unsetClock = true)),
  keepOpen: flag('does not close the connection', f => void (f.keepOpen = true)),
  wrongMessageId: flag('answers another question', f => void (f.wrongMessageId = true)),
  delayMs: number('milliseconds before each answer', (f, value) => void (f.delayMs = value)),
  acceptDelayMs: number('milliseconds before anything is read', (f, value) => void (f.acceptDelayMs = value)),
  clockOffsetSeconds: number('its clock is ahead by so many', (f, value) => void (f.clockOffsetSeconds = value)),
  refuseWithError: number('answers every order with this error', (f, value) => void (f.refuseWithError = value)),
  httpStatus: number('status of every answer', (f, value) => void (f.httpStatus = value)),
  cutBodyAt: number('answers are cut after so many bytes', (f, value) => void (f.cutBodyAt = value)),
  lineEnding: word(['crlf', 'status-lf', 'lf'], 'how its head is written', (f, value) => void (f.lineEnding = value)),
  garbage: word(['html', 'binary', 'empty', 'huge'], 'what it sends instead', (f, value) => void (f.garbage = value)),
  signature: word(['right', 'wrong', 'upper-case'], 'how it signs', (f, value) => void (f.signature = value)),
};
