import { aborted, type Clock, systemClock, within } from '../clock.ts';
import { BluetoothError, GATT, type Peripheral, type Radio, type RadioLink } from './radio.ts';

const PACKAGE = '@stoprocent/noble';
/** What a connection has where nothing larger was agreed on. */
const SMALLEST_MTU = 23;
/** How long something may take whose end nobody needs: a radio that is gone may never say that it has stopped. */
const FAREWELL_MS = 2000;

/**
 * The computer's own Bluetooth, through the package `@stoprocent/noble`, which is not installed with this one: it brings
 * native code that most people never need. Loaded when first asked for.
 *
 * Written from the package's type declarations and source, 2.x. Not tried on hardware.
 *
 * @param load how the package is had; tests bring their own
 * @param clock by which it is not waited for for ever
 * @throws {BluetoothError} not installed (then `isMissing`), or it cannot run here
 */
export async function nobleRadio(
  load: () => Promise<unknown> = () => loadPackage(),
  clock: Clock = systemClock,
): Promise<Radio> {
  const noble = adapterIn(await load().catch(whyNotLoaded));
  if (noble === undefined) throw new BluetoothError(HOW_TO_INSTALL, { isMissing: true });
  return new NobleRadio(noble, clock);
}

const HOW_TO_INSTALL =
  `Bluetooth needs the package ${PACKAGE}, which is not installed with this plugin. ` +
  `Install it where this plugin is, with: npm install ${PACKAGE}`;

/** By a name that the compiler cannot see through, as it could not resolve it. */
function loadPackage(name: string = PACKAGE): Promise<unknown> {
  return import(name) as Promise<unknown>;
}

function whyNotLoaded(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') throw new BluetoothError(HOW_TO_INSTALL, { isMissing: true, cause });
  throw new BluetoothError(
    `The package ${PACKAGE} is installed, but does not start on this computer. Its own documentation says what it needs ` +
      'on each system; on Linux, Bluetooth must also be allowed to this user.',
    { cause },
  );
}

/** Something of noble's, whose members are looked at when they are used: its versions differ. */
type Thing = object;

const isThing = (value: unknown): value is Thing =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const member = (thing: unknown, name: string): unknown => (isThing(thing) ? Reflect.get(thing, name) : undefined);

function textIn(thing: unknown, name: string): string {
  const value = member(thing, name);
  return typeof value === 'string' ? value : '';
}

/** Calls a method. @throws {BluetoothError} there is no such method */
function call(thing: Thing, name: string, ...values: readonly unknown[]): unknown {
  const method = member(thing, name);
  if (typeof method !== 'function') {
    throw new BluetoothError(`The installed version of ${PACKAGE} is not one that we know: it has no ${name}.`);
  }
  return Reflect.apply(method, thing, values);
}

/** The adapter in what the package exports: made for us, or the ready one of older versions. */
function adapterIn(exported: unknown): Thing | undefined {
  const standard = member(exported, 'default');
  for (const holder of [exported, standard]) {
    if (isThing(holder) && typeof member(holder, 'withBindings') === 'function') {
      const adapter = call(holder, 'withBindings', 'default');
      if (isThing(adapter)) return adapter;
    }
  }
  return isThing(standard) && typeof member(standard, 'startScanningAsync') === 'function' ? standard : undefined;
}

class NobleRadio implements Radio {
  readonly #noble: Thing;
  readonly #clock: Clock;

  constructor(noble: Thing, clock: Clock) {
    this.#noble = noble;
    this.#clock = clock;
  }

  async *scan(signal: AbortSignal): AsyncGenerator<Peripheral> {
    const heard: Peripheral[] = [];
    const known = new Set<string>();
    let wake = (): void => undefined;
    const hear = (found: unknown): void => {
      const id = textIn(found, 'id');
      if (!isThing(found) || known.has(id)) return;
      known.add(id);
      heard.push(peripheral(found, id, this.#clock));
      wake();
    };
    const end = (): void => wake();
    await this.#start(signal);
    call(this.#noble, 'on', 'discover', hear);
    signal.addEventListener('abort', end, { once: true });
    try {
      const isAborted = aborted(signal).catch(() => undefined);
      await Promise.race([call(this.#noble, 'startScanningAsync', [GATT.service], false), isAborted]);
      while (!signal.aborted) {
        const next = heard.shift();
        if (next) yield next;
        else await new Promise<void>(resolve => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', end);
      call(this.#noble, 'removeListener', 'discover', hear);
      await farewell(this.#clock, () => call(this.#noble, 'stopScanningAsync'));
    }
  }

  close(): Promise<void> {
    if (typeof member(this.#noble, 'stop') === 'function') call(this.#noble, 'stop');
    return Promise.resolve();
  }

  async #start(signal: AbortSignal): Promise<void> {
    try {
      await Promise.race([call(this.#noble, 'waitForPoweredOnAsync', 10_000), aborted(signal)]);
    } catch (cause) {
      if (signal.aborted || cause instanceof BluetoothError) throw cause;
      const state = textIn(this.#noble, 'state') || 'unknown';
      throw new BluetoothError(
        `Bluetooth is not ready on this computer (${state}). Switch it on, and allow it to this program; on Linux that ` +
          'takes root, or the right cap_net_raw for node.',
        { cause },
      );
    }
  }
}

/** Ends something as well as can be: what fails, or takes too long, is left alone. */
async function farewell(clock: Clock, end: () => unknown): Promise<void> {
  const { signal } = new AbortController();
  await within({ clock, signal }, FAREWELL_MS, stop => Promise.race([end(), aborted(stop)])).catch(() => undefined);
}

function peripheral(found: Thing, id: string, clock: Clock): Peripheral {
  const rssi = member(found, 'rssi');
  return {
    id,
    name: textIn(member(found, 'advertisement'), 'localName'),
    rssi: typeof rssi === 'number' ? rssi : undefined,
    connect: signal => connect(found, clock, signal),
  };
}

async function connect(found: Thing, clock: Clock, signal: AbortSignal): Promise<RadioLink> {
  const stopped = aborted(signal);
  stopped.catch(() => undefined);
  try {
    await Promise.race([call(found, 'connectAsync'), stopped]);
    const ways = await Promise.race([
      call(found, 'discoverSomeServicesAndCharacteristicsAsync', [GATT.service], [GATT.write, GATT.notify]),
      stopped,
    ]);
    const write = characteristic(ways, GATT.write);
    const notify = characteristic(ways, GATT.notify);
    const link = linkOf(found, write, notify, clock);
    await Promise.race([call(notify, 'subscribeAsync'), stopped]);
    return link;
  } catch (error) {
    // Also ends an attempt that is still under way.
    void Promise.resolve(call(found, 'disconnectAsync')).catch(() => undefined);
    if (signal.aborted || error instanceof BluetoothError) throw error;
    throw new BluetoothError('The Bluetooth connection failed. Go nearer, and try again.', { cause: error });
  }
}

/** Noble writes UUIDs of the Bluetooth base in short, and some of its bindings in full. */
function characteristic(found: unknown, short: string): Thing {
  const all: unknown = member(found, 'characteristics');
  for (const one of Array.isArray(all) ? (all as readonly unknown[]) : []) {
    const uuid = textIn(one, 'uuid').replaceAll('-', '').toLowerCase();
    if (isThing(one) && (uuid === short || uuid === `0000${short}00001000800000805f9b34fb`)) return one;
  }
  throw new BluetoothError('It advertises itself as a Meross plug, but lacks what a plug that is to be set up has.');
}

function linkOf(found: Thing, write: Thing, notify: Thing, clock: Clock): RadioLink {
  return {
    get mtu() {
      const mtu = member(found, 'mtu');
      return typeof mtu === 'number' ? mtu : SMALLEST_MTU;
    },
    write: async piece => {
      await call(write, 'writeAsync', Buffer.from(piece), true);
    },
    onNotify: listener => {
      call(notify, 'on', 'data', (piece: unknown) => {
        if (piece instanceof Uint8Array) listener(piece);
      });
    },
    onDisconnect: listener => {
      call(found, 'once', 'disconnect', () => listener());
    },
    close: () => farewell(clock, () => call(found, 'disconnectAsync')),
  };
}
