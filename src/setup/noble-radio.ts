import { aborted, type Clock, systemClock, within } from '../clock.ts';
import { BluetoothError, GATT, type Peripheral, type Radio, type RadioConnection } from './radio.ts';

const PACKAGE = '@stoprocent/noble';
/** The MTU of a connection for which none was negotiated. */
const SMALLEST_MTU = 23;
/**
 * Limit for closing and stopping, whose result is not needed: a radio that was removed may never report that it has
 * stopped.
 */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * The computer's own Bluetooth, through the package `@stoprocent/noble`. That package is not a dependency, because it
 * brings native code that most users never need. It is loaded on first use.
 *
 * Written from the package's type declarations and source, 2.x. Not tried on hardware.
 *
 * @param load loads the package; tests pass their own
 * @param clock times the limit for closing
 * @throws {BluetoothError} not installed (then `isMissing`), or it cannot run here
 */
export async function nobleRadio(
  load: () => Promise<unknown> = () => loadPackage(),
  clock: Clock = systemClock,
): Promise<Radio> {
  const noble = adapterIn(await load().catch(rethrowLoadError));
  if (noble === undefined) throw new BluetoothError(HOW_TO_INSTALL, { isMissing: true });
  return new NobleRadio(noble, clock);
}

const HOW_TO_INSTALL =
  `Bluetooth needs the package ${PACKAGE}, which is not installed with this plugin. ` +
  `Install it beside this plugin: npm install ${PACKAGE}`;

/** The name is a parameter so that the compiler does not try to resolve the package. */
function loadPackage(name: string = PACKAGE): Promise<unknown> {
  return import(name) as Promise<unknown>;
}

function rethrowLoadError(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') throw new BluetoothError(HOW_TO_INSTALL, { isMissing: true, cause });
  throw new BluetoothError(
    `The package ${PACKAGE} is installed, but does not start on this computer. Its documentation lists what it needs ` +
      'on each system; on Linux, this user also needs permission to use Bluetooth.',
    { cause },
  );
}

/** An object of noble's. Its members are read on use, because they differ between versions. */
type NobleObject = object;

const isNobleObject = (value: unknown): value is NobleObject =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const member = (target: unknown, name: string): unknown =>
  isNobleObject(target) ? Reflect.get(target, name) : undefined;

function textIn(target: unknown, name: string): string {
  const value = member(target, name);
  return typeof value === 'string' ? value : '';
}

/** Calls a method. @throws {BluetoothError} there is no such method */
function call(target: NobleObject, name: string, ...values: readonly unknown[]): unknown {
  const method = member(target, name);
  if (typeof method !== 'function') {
    throw new BluetoothError(`The installed version of ${PACKAGE} is not supported: it has no ${name}.`);
  }
  return Reflect.apply(method, target, values);
}

/** The adapter in what the package exports: a new one, or the ready-made one of older versions. */
function adapterIn(exported: unknown): NobleObject | undefined {
  const standard = member(exported, 'default');
  for (const holder of [exported, standard]) {
    if (isNobleObject(holder) && typeof member(holder, 'withBindings') === 'function') {
      const adapter = call(holder, 'withBindings', 'default');
      if (isNobleObject(adapter)) return adapter;
    }
  }
  return isNobleObject(standard) && typeof member(standard, 'startScanningAsync') === 'function' ? standard : undefined;
}

class NobleRadio implements Radio {
  readonly #noble: NobleObject;
  readonly #clock: Clock;

  constructor(noble: NobleObject, clock: Clock) {
    this.#noble = noble;
    this.#clock = clock;
  }

  async *scan(signal: AbortSignal): AsyncGenerator<Peripheral> {
    const discovered: Peripheral[] = [];
    const seenIds = new Set<string>();
    let wake = (): void => undefined;
    const onDiscover = (found: unknown): void => {
      const id = textIn(found, 'id');
      if (!isNobleObject(found) || seenIds.has(id)) return;
      seenIds.add(id);
      discovered.push(peripheral(found, id, this.#clock));
      wake();
    };
    const end = (): void => wake();
    await this.#start(signal);
    call(this.#noble, 'on', 'discover', onDiscover);
    signal.addEventListener('abort', end, { once: true });
    try {
      const isAborted = aborted(signal).catch(() => undefined);
      await Promise.race([call(this.#noble, 'startScanningAsync', [GATT.service], false), isAborted]);
      while (!signal.aborted) {
        const next = discovered.shift();
        if (next) yield next;
        else await new Promise<void>(resolve => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', end);
      call(this.#noble, 'removeListener', 'discover', onDiscover);
      await endWithin(this.#clock, () => call(this.#noble, 'stopScanningAsync'));
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
        `Bluetooth is not ready on this computer (${state}). Switch it on, and allow this program to use it; on Linux, ` +
          'run this as root, or give node the capability cap_net_raw.',
        { cause },
      );
    }
  }
}

/** Ends something as far as possible: a failure or a timeout is ignored. */
async function endWithin(clock: Clock, end: () => unknown): Promise<void> {
  const { signal } = new AbortController();
  await within({ clock, signal }, CLOSE_TIMEOUT_MS, stop => Promise.race([end(), aborted(stop)])).catch(
    () => undefined,
  );
}

function peripheral(found: NobleObject, id: string, clock: Clock): Peripheral {
  const rssi = member(found, 'rssi');
  return {
    id,
    name: textIn(member(found, 'advertisement'), 'localName'),
    rssi: typeof rssi === 'number' ? rssi : undefined,
    connect: signal => connect(found, clock, signal),
  };
}

async function connect(found: NobleObject, clock: Clock, signal: AbortSignal): Promise<RadioConnection> {
  const stopped = aborted(signal);
  stopped.catch(() => undefined);
  try {
    await Promise.race([call(found, 'connectAsync'), stopped]);
    const services = await Promise.race([
      call(found, 'discoverSomeServicesAndCharacteristicsAsync', [GATT.service], [GATT.write, GATT.notify]),
      stopped,
    ]);
    const write = characteristic(services, GATT.write);
    const notify = characteristic(services, GATT.notify);
    const connection = connectionOf(found, write, notify, clock);
    await Promise.race([call(notify, 'subscribeAsync'), stopped]);
    return connection;
  } catch (error) {
    // Also cancels an attempt that is still in progress.
    void Promise.resolve(call(found, 'disconnectAsync')).catch(() => undefined);
    if (signal.aborted || error instanceof BluetoothError) throw error;
    throw new BluetoothError('The Bluetooth connection failed. Move closer to the plug, and try again.', {
      cause: error,
    });
  }
}

/** Noble writes UUIDs of the Bluetooth base in short form, and some of its bindings in full. */
function characteristic(found: unknown, short: string): NobleObject {
  const all: unknown = member(found, 'characteristics');
  for (const one of Array.isArray(all) ? (all as readonly unknown[]) : []) {
    const uuid = textIn(one, 'uuid').replaceAll('-', '').toLowerCase();
    if (isNobleObject(one) && (uuid === short || uuid === `0000${short}00001000800000805f9b34fb`)) return one;
  }
  throw new BluetoothError(
    'The device advertises itself as a Meross plug, but lacks the Bluetooth characteristics of one in pairing mode.',
  );
}

function connectionOf(found: NobleObject, write: NobleObject, notify: NobleObject, clock: Clock): RadioConnection {
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
    close: () => endWithin(clock, () => call(found, 'disconnectAsync')),
  };
}
