/** A HomeKit controller, like the Home app: pairs, lists, reads, switches, and subscribes to changes. */
import httpClient from 'hap-controller/lib/transport/ip/http-client.js';
import type { RunningHomebridge } from './homebridge.ts';
import { CHARACTERISTIC, outletsOf, shortUuid, type Accessory, type Outlet } from './home-accessories.ts';
import { until, within } from './until.ts';

export { CHARACTERISTIC, type Accessory, type Outlet } from './home-accessories.ts';

// The class of a CommonJS module; the package's index would also load its Bluetooth and mDNS clients.
const HttpClient = httpClient.default;
type Client = InstanceType<typeof HttpClient>;
type LongTermData = NonNullable<ReturnType<Client['getLongTermData']>>;

/** HAP answers within 9 s in the worst case; hap-controller itself would wait for ever on a closed connection. */
const REPLY_MS = 12_000;

/** A bridge, or a child bridge, as a controller has to know it. */
export type BridgeLogin = Pick<RunningHomebridge, 'username' | 'port' | 'pin'>;

export interface ReadResult {
  readonly value: unknown;
  /** `value`, where it is a boolean; HAP writes those as 0 and 1. */
  readonly on?: boolean;
  /** 0, or a HAP status such as -70402 (what the Home app shows as "No Response"). */
  readonly status: number;
}

/** One event. */
export interface HomeEvent {
  readonly value: unknown;
  /** When it came, by `performance.now()`. */
  readonly at: number;
}

interface Change extends HomeEvent {
  readonly id: string;
}

export class HomeApp {
  readonly #homebridge: BridgeLogin;
  readonly #keys: LongTermData;
  #client: Client;
  /** Of its own: on a shared connection hap-controller takes an event that comes before an answer for that answer. */
  #listener: Client | undefined;
  #changes: Change[] = [];

  private constructor(homebridge: BridgeLogin, keys: LongTermData) {
    this.#homebridge = homebridge;
    this.#keys = keys;
    this.#client = this.#connect();
  }

  /** Pairs with the bridge by its PIN. */
  static async pair(homebridge: BridgeLogin): Promise<HomeApp> {
    const client = new HttpClient(homebridge.username, '127.0.0.1', homebridge.port);
    await within(client.pairSetup(homebridge.pin, 0), REPLY_MS, 'pairing');
    const keys = client.getLongTermData();
    await client.close();
    if (keys === null) throw new Error('paired, but no keys came of it');
    return new HomeApp(homebridge, keys);
  }

  /** Another phone of the same home: the same keys, a connection of its own. */
  static join(app: HomeApp): HomeApp {
    return new HomeApp(app.#homebridge, app.#keys);
  }

  /** Everything behind the bridge, the bridge itself (aid 1) included. */
  async accessories(): Promise<readonly Accessory[]> {
    const { accessories } = await within(this.#client.getAccessories(), REPLY_MS, 'list of accessories');
    return accessories;
  }

  /** Every outlet, switch and light, strips with one for each socket. */
  async outlets(): Promise<readonly Outlet[]> {
    return outletsOf(await this.accessories());
  }

  /** The AccessoryInformation of an accessory, by name: `Manufacturer`, `Model`, `SerialNumber` … */
  async info(aid: number): Promise<Readonly<Record<string, unknown>>> {
    const accessory = (await this.accessories()).find(one => one.aid === aid);
    const service = accessory?.services.find(one => shortUuid(one.type) === '3E');
    const names = new Map(Object.entries(CHARACTERISTIC).map(([name, type]) => [type, name]));
    const known = service?.characteristics.map(one => [names.get(shortUuid(one.type ?? '')), one.value] as const) ?? [];
    return Object.fromEntries(known.filter(([name]) => name !== undefined)) as Record<string, unknown>;
  }

  /** Reads a characteristic of an outlet: `On`, unless another type is given (a key of CHARACTERISTIC, or a UUID). */
  async read(outlet: Outlet, type = 'On'): Promise<ReadResult> {
    const [result] = await this.readAll([outlet], type);
    return result ?? { value: undefined, status: 0 };
  }

  /** The same of several outlets in one HAP request, in their order. */
  async readAll(outlets: readonly Outlet[], type = 'On'): Promise<readonly ReadResult[]> {
    const ids = outlets.map(outlet => idOf(outlet, type));
    const { characteristics } = await within(this.#client.getCharacteristics(ids), REPLY_MS, `reading ${type}`);
    const found = new Map(characteristics.map(one => [`${String(one.aid)}.${String(one.iid)}`, one]));
    return ids.map(id => {
      const { value, status = 0 } = found.get(id) ?? {};
      return isBoolean(type) && status === 0 ? { value, on: truth(value), status } : { value, status };
    });
  }

  /** Writes a characteristic of an outlet; resolves with the HAP status, also where the bridge refuses. */
  async write(outlet: Outlet, type: string, value: unknown): Promise<number> {
    const statuses = await this.#write({ [idOf(outlet, type)]: value });
    return statuses[0] ?? 0;
  }

  async switch(outlet: Outlet, on: boolean): Promise<{ status: number; ms: number }> {
    const { statuses, ms } = await this.switchAll([[outlet, on]]);
    return { status: statuses[0] ?? 0, ms };
  }

  /** A scene: all of it in one HAP request, as the Home app sends it. The statuses come in the order asked. */
  async switchAll(targets: readonly (readonly [Outlet, boolean])[]): Promise<{ statuses: number[]; ms: number }> {
    const began = performance.now();
    const statuses = await this.#write(Object.fromEntries(targets.map(([outlet, on]) => [idOf(outlet, 'On'), on])));
    return { statuses, ms: performance.now() - began };
  }

  /** What renaming in the Home app does to a service that allows it. */
  async rename(outlet: Outlet, name: string): Promise<number> {
    return this.write(outlet, 'ConfiguredName', name);
  }

  /**
   * Subscribes to this outlet, and forgets its earlier events. Like the Home app, it subscribes to
   * everything at once: hap-controller breaks on a second subscription over the same connection.
   * Changes that this app itself made come as well, because it listens on a connection of its own.
   */
  async onEvent(outlet: Outlet): Promise<void> {
    if (this.#listener === undefined) await this.#listen();
    this.#changes = this.#changes.filter(change => !change.id.startsWith(`${String(outlet.aid)}.`));
  }

  /** The next change of the outlet's `On` (or another type) that fits; booleans come as such, each change once. */
  async nextEvent(
    outlet: Outlet,
    fits: (value: unknown) => boolean = () => true,
    ms = 5_000,
    type = 'On',
  ): Promise<unknown> {
    return (await this.nextTimedEvent(outlet, fits, ms, type)).value;
  }

  /** The same, with the moment at which it came. */
  async nextTimedEvent(
    outlet: Outlet,
    fits: (value: unknown) => boolean = () => true,
    ms = 5_000,
    type = 'On',
  ): Promise<HomeEvent> {
    if (this.#listener === undefined) throw new Error('call onEvent first');
    const id = idOf(outlet, type);
    const valueOf = (change: Change): unknown => (isBoolean(type) ? truth(change.value) : change.value);
    const next = (): HomeEvent | undefined => {
      const at = this.#changes.findIndex(change => change.id === id && fits(valueOf(change)));
      const change = this.#changes[at];
      if (change === undefined) return undefined;
      this.#changes = this.#changes.filter((other, index) => index > at || other.id !== id);
      return { value: valueOf(change), at: change.at };
    };
    return until(next, ms, `an event for ${type} of ${outlet.serviceName}`);
  }

  /** New connections with the stored keys, as a phone makes them after waking, or after a restart of the bridge. */
  async reconnect(): Promise<void> {
    const listening = this.#listener !== undefined;
    await this.close();
    this.#client = this.#connect();
    if (listening) await this.#listen();
  }

  /** Closes the connections; the pairing stays. */
  async close(): Promise<void> {
    await this.#client.close();
    await this.#listener?.close();
    this.#listener = undefined;
    this.#changes = [];
  }

  #connect(): Client {
    const { username, port } = this.#homebridge;
    return new HttpClient(username, '127.0.0.1', port, this.#keys, { usePersistentConnections: true });
  }

  async #listen(): Promise<void> {
    const ids = (await this.accessories()).flatMap(({ aid, services }) =>
      services
        .flatMap(service => service.characteristics)
        .filter(one => one.perms?.includes('ev'))
        .map(one => `${String(aid)}.${String(one.iid)}`),
    );
    const listener = this.#connect();
    this.#listener = listener;
    listener.on('event', (event: { characteristics: readonly { aid: number; iid: number; value: unknown }[] }) => {
      for (const { aid, iid, value } of event.characteristics) {
        this.#changes.push({ id: `${String(aid)}.${String(iid)}`, value, at: performance.now() });
      }
    });
    await within(listener.subscribeCharacteristics(ids), REPLY_MS, 'subscribing');
  }

  async #write(values: Record<string, unknown>): Promise<number[]> {
    const reply = await within(this.#client.setCharacteristics(values), REPLY_MS, 'writing');
    // All well: the request comes back. Otherwise (HTTP 207): a status for each characteristic, in any order.
    const results = reply['characteristics'] as readonly { aid: unknown; iid: unknown; status?: number }[];
    const statuses = new Map(results.map(one => [`${String(one.aid)}.${String(one.iid)}`, one.status ?? 0]));
    return Object.keys(values).map(id => statuses.get(id) ?? 0);
  }
}

function idOf(outlet: Outlet, type: string): string {
  const iid = outlet.iids[type];
  if (iid === undefined) throw new Error(`${outlet.serviceName} has no characteristic ${type}`);
  return `${String(outlet.aid)}.${String(iid)}`;
}

const isBoolean = (type: string): boolean => type === 'On' || type === 'OutletInUse';
const truth = (value: unknown): boolean => value === true || value === 1;
