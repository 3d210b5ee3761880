/** A real Matter controller, in the process of the test: what the Home app is for Matter. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Environment, Logger, ServerNode, Time, type Endpoint } from '@matter/main';
import { ControllerBehavior, type ClientNode } from '@matter/main/node';
import { BridgedDeviceBasicInformationClient } from '@matter/main/behaviors/bridged-device-basic-information';
import { ElectricalEnergyMeasurementClient } from '@matter/main/behaviors/electrical-energy-measurement';
import { ElectricalPowerMeasurementClient } from '@matter/main/behaviors/electrical-power-measurement';
import { OnOffClient } from '@matter/main/behaviors/on-off';
import { freePort, type RunningHomebridge } from './homebridge.ts';
import { until } from './until.ts';

/** What the controller was last reported of an outlet, by its subscription. */
export interface MatterReading {
  /** The number of its endpoint, by which a controller knows it. */
  readonly endpoint: number;
  readonly name: string | undefined;
  readonly serial: string | undefined;
  readonly firmware: string | undefined;
  readonly reachable: boolean;
  readonly on: boolean;
  /** mW, mV and mA; undefined without a meter. */
  readonly power?: { readonly watts: unknown; readonly volts: unknown; readonly amperes: unknown };
  /** mWh; undefined without a meter. */
  readonly energy?: number | null;
}

export class MatterController {
  readonly #storage: string;
  #node: ServerNode;
  #bridge: ClientNode | undefined;

  private constructor(storage: string, node: ServerNode) {
    this.#storage = storage;
    this.#node = node;
  }

  static async start(): Promise<MatterController> {
    Logger.level = process.env['MATTER_LOG'] ?? 'fatal';
    const storage = await mkdtemp(join(tmpdir(), 'meross-matter-'));
    const { vars } = Environment.default;
    vars.set('storage.path', storage);
    vars.set('mdns.networkInterface', 'lo');
    return new MatterController(storage, await startNode());
  }

  /** Ends the connection, as a phone does that falls asleep; the keys stay. */
  async disconnect(): Promise<void> {
    await this.#node.close();
  }

  /** Connects anew with the stored keys. */
  async reconnect(): Promise<void> {
    this.#node = await startNode();
    [this.#bridge] = this.#node.peers;
  }

  /** Adds the Matter bridge of a Homebridge by the code that it logs, as a person would. */
  async commission(homebridge: RunningHomebridge): Promise<void> {
    const [, code = ''] = await homebridge.waitForLog(/Manual Pairing Code: ([\d-]+)/, 30_000);
    this.#bridge = await this.#node.peers.commission({ pairingCode: code.replaceAll('-', '') });
  }

  /** The outlets of the bridge, by name. */
  outlets(): readonly MatterReading[] {
    return this.#endpoints().map(readingOf);
  }

  /** The names of all outlets, sorted. */
  names(): readonly string[] {
    return this.outlets()
      .map(({ name }) => name ?? '')
      .sort();
  }

  outlet(name: string): MatterReading | undefined {
    return this.outlets().find(each => each.name === name);
  }

  /** Waits until the controller has been reported this of an outlet. */
  async sees(
    name: string,
    what: string,
    fits: (outlet: MatterReading) => boolean,
    ms = 15_000,
  ): Promise<MatterReading> {
    const next = (): MatterReading | undefined => {
      const outlet = this.outlet(name);
      return outlet && fits(outlet) ? outlet : undefined;
    };
    return this.until(`${name}: ${what}`, next, ms);
  }

  /** Waits until something is true of what the controller sees. */
  async until<T>(what: string, condition: () => T, ms = 15_000): Promise<NonNullable<T>> {
    return until(condition, ms, what).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(this.outlets())}`);
    });
  }

  /** Sends a command; rejects with the Matter status if the bridge refuses it. */
  async turn(name: string, on: boolean): Promise<void> {
    const endpoint = this.#endpoints().find(each => readingOf(each).name === name);
    if (endpoint === undefined) throw new Error(`no outlet ${name} among ${JSON.stringify(this.outlets())}`);
    const commands = endpoint.commandsOf(OnOffClient);
    await (on ? commands.on() : commands.off());
  }

  async close(): Promise<void> {
    await this.#node.close();
    // matter.js 0.17 leaves the timer of a peer to which it has connected anew.
    for (const timer of Time.timers) timer.stop();
    await rm(this.#storage, { recursive: true, force: true });
  }

  #endpoints(): readonly Endpoint[] {
    return [...(this.#bridge?.endpoints ?? [])].filter(each => each.behaviors.has(OnOffClient));
  }
}

async function startNode(): Promise<ServerNode> {
  const node = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
    id: 'test-controller',
    network: { port: await freePort() },
    commissioning: { enabled: false },
    controller: { adminFabricLabel: 'test' },
  });
  await node.start();
  return node;
}

function readingOf(endpoint: Endpoint): MatterReading {
  const information = endpoint.stateOf(BridgedDeviceBasicInformationClient);
  const power = endpoint.behaviors.has(ElectricalPowerMeasurementClient)
    ? endpoint.stateOf(ElectricalPowerMeasurementClient)
    : undefined;
  const energy = endpoint.behaviors.has(ElectricalEnergyMeasurementClient)
    ? endpoint.stateOf(ElectricalEnergyMeasurementClient).cumulativeEnergyImported
    : undefined;
  return {
    endpoint: endpoint.number,
    name: information.nodeLabel,
    serial: information.serialNumber,
    firmware: information.softwareVersionString,
    reachable: information.reachable,
    on: endpoint.stateOf(OnOffClient).onOff,
    ...(power && {
      power: { watts: whole(power.activePower), volts: whole(power.voltage), amperes: whole(power.activeCurrent) },
    }),
    ...(energy !== undefined && { energy: energy === null ? null : Number(energy.energy) }),
  };
}

const whole = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
