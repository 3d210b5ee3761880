import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { PlatformAccessory, Service } from 'homebridge';
import type { Clock } from '../../../src/clock.ts';
import { MerossDevice } from '../../../src/device/device.ts';
import { featuresFor } from '../../../src/features/index.ts';
import type { FeatureConfig, FeatureTools } from '../../../src/features/feature-declaration.ts';
import { PlugAccessory, type Appearance } from '../../../src/homekit/plug-accessory.ts';
import type { Capability, CharacteristicType } from '../../../src/homekit/capability.ts';
import { eveCharacteristics, eveHistory } from '../../../src/homekit/eve-services.ts';
import { sessionOf } from '../../support/open-session.ts';
import type { EveLink } from '../../support/eve-app.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { DEFAULT_CONFIG, featureTools } from '../../support/feature-tools.ts';
import { until } from '../../support/until.ts';
import { api, hap, newAccessory, read, restarted, warningsOf } from '../homekit/real-hap.ts';
import { TestPlug } from '../../support/test-plug.ts';

export const EVE = eveCharacteristics(hap);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** A poll every minute, because these tests span hours and need not be slow. */
const POLL_MS = MINUTE_MS;

/** A host that can sleep: no timer runs meanwhile, and its monotonic clock runs on or stops. */
export class HostClock extends FakeClock {
  #sleptMs = 0;
  #noticedMs = 0;

  sleep(ms: number, { isNoticed }: { readonly isNoticed: boolean }): void {
    this.#sleptMs += ms;
    if (isNoticed) this.#noticedMs += ms;
  }

  /** In whole milliseconds, as Node's timers: otherwise a slightly short timer would be set again and again. */
  override after(ms: number, task: () => void): () => void {
    return super.after(Math.ceil(ms), task);
  }

  override now(): number {
    return super.now() + this.#noticedMs;
  }

  override epochSeconds(): number {
    return super.epochSeconds() + Math.floor(this.#sleptMs / 1000);
  }
}

export interface MeteredPlugOptions {
  readonly channels?: readonly number[];
  /** Without `Appliance.Control.`; `ToggleX` is always there. */
  readonly abilities?: readonly string[];
  readonly uuid?: string;
}

/** The abilities of a plug with one meter. */
export const ONE_METER = ['Electricity', 'ConsumptionX', 'ConsumptionH'];

/** A plug that is on, whose days are those of UTC and whose counters say what the test sets. */
export function newMeteredPlug(clock: Clock, { abilities = ONE_METER, ...options }: MeteredPlugOptions = {}): TestPlug {
  const plug = new TestPlug(clock, {
    type: 'mss305',
    hardwareVersion: '8.0.0',
    firmwareVersion: '8.3.15',
    abilities: ['Control.ToggleX', 'System.Time', ...abilities.map(name => `Control.${name}`)],
    isOn: true,
    ...options,
  });
  plug.setTime({ timeRule: [[0, 0, 0]] });
  return plug;
}

/** The fate of the requests to a plug that hangs up on these namespaces, without `Appliance.`. */
export const hangUpOn =
  (...names: readonly string[]): TestPlug['fate'] =>
  ({ namespace }) =>
    names.includes(namespace.replace('Appliance.', '')) ? 'hung up' : 'answered';

/** One run of Homebridge. */
export interface MeterRun {
  readonly device: MerossDevice;
  readonly accessory: PlatformAccessory;
  readonly outlet: (channel?: number) => Service;
  readonly history: Service | undefined;
  readonly warnings: readonly string[];
  /** What HomeKit reads of an outlet: a value, or the HAP status of an error. */
  readonly shows: (type: CharacteristicType, channel?: number) => Promise<unknown>;
  /** Whether an outlet has such a characteristic. */
  readonly has: (type: CharacteristicType, channel: number) => boolean;
  /** Eve resets a total. */
  readonly reset: (channel?: number) => Promise<void>;
  readonly eve: EveLink;
  readonly close: () => Promise<void>;
}

export interface MeterStartOptions {
  readonly config?: Partial<FeatureConfig>;
  readonly appearance?: Partial<Appearance>;
  /** Another plug than that of the fixture. */
  readonly plug?: TestPlug;
  /** The capabilities of an earlier run, which continues with another plug. */
  readonly capabilities?: readonly Capability[];
  /** The plug has not replied yet: the accessory comes from the cache. */
  readonly isAbsent?: boolean;
  /** Does not wait until the file of the history has been read. */
  readonly skipsHistoryWait?: boolean;
}

/** A plug with a meter, and the plugin. What the plugin stores is kept over its restarts. */
export class MeterFixture {
  readonly clock = new HostClock();
  readonly plug: TestPlug;
  readonly tools: FeatureTools;
  readonly #runs: MeterRun[] = [];
  #cached: PlatformAccessory | undefined;

  constructor(t: TestContext, options: MeteredPlugOptions = {}) {
    this.plug = newMeteredPlug(this.clock, options);
    const folder = mkdtempSync(join(tmpdir(), 'meross-meter-'));
    this.tools = featureTools(this.clock, [], folder);
    t.after(async () => {
      for (const run of this.#runs) await run.close();
      rmSync(folder, { recursive: true });
    });
  }

  /** The capabilities by the plug's config. */
  capabilities(config: Partial<FeatureConfig> = {}): readonly Capability[] {
    return featuresFor({ ...DEFAULT_CONFIG, energySeconds: 60, ...config }, this.tools);
  }

  /** Homebridge starts, with the stored data of the run before; the plug has just replied. */
  async start(startOptions: MeterStartOptions = {}): Promise<MeterRun> {
    const { plug = this.plug, appearance = {} } = startOptions;
    const all = startOptions.capabilities ?? this.capabilities(startOptions.config);
    const accessory = this.#cached && startOptions.plug === undefined ? restarted(this.#cached) : newAccessory();
    this.#cached = accessory;
    const plugAccessory = new PlugAccessory(accessory, api);
    const { info } = plug;
    plugAccessory.build({
      info,
      appearance: { type: 'outlet', outlets: [], isLocked: () => false, ...appearance },
      capabilities: all,
      onFailedWrite: () => undefined,
    });
    const features = all.filter(each => each.supports(info));
    const device = new MerossDevice({
      info,
      session: sessionOf(plug, info, this.clock),
      features,
      clock: this.clock,
      pollMs: POLL_MS,
      phase: 0.5,
    });
    if (startOptions.isAbsent !== true) {
      plugAccessory.attach(device);
      device.start(plug.systemAll());
    }
    const serviceOf = (UUID: string, subtype: string): Service | undefined =>
      accessory.services.find(each => each.UUID === UUID && each.subtype === subtype);
    const outlet = (channel = 0): Service => {
      const service = serviceOf(hap.Service.Outlet.UUID, String(channel));
      assert.ok(service, `outlet ${String(channel)}`);
      return service;
    };
    const history = serviceOf(eveHistory(hap).UUID, 'plug');
    const historyCharacteristic = (type: CharacteristicType) => {
      assert.ok(history, 'a history');
      return history.getCharacteristic(type);
    };
    const data = async (type: CharacteristicType): Promise<string> => String(await read(history, type));
    const run: MeterRun = {
      device,
      accessory,
      outlet,
      history,
      warnings: accessory.services.flatMap(service => warningsOf(service)),
      shows: (type, channel) => read(outlet(channel), type),
      has: ({ UUID }, channel) => outlet(channel).characteristics.some(each => each.UUID === UUID),
      reset: async channel => {
        const service = channel === undefined ? history : outlet(channel);
        await service?.getCharacteristic(EVE.ResetTotal).handleSetRequest(this.clock.epochSeconds() - 978_307_200);
      },
      eve: {
        status: () => data(EVE.HistoryStatus),
        entries: () => data(EVE.HistoryEntries),
        request: async value => {
          await historyCharacteristic(EVE.HistoryRequest).handleSetRequest(value);
        },
      },
      close: async () => {
        await device.close();
        plugAccessory.detach();
        for (const capability of all) await capability.close?.();
      },
    };
    this.#runs.push(run);
    if (history && startOptions.skipsHistoryWait !== true) await historyOpened(history);
    return run;
  }
}

/** The file of a history is read without the clock of the test. */
async function historyOpened(history: Service): Promise<void> {
  const status = history.getCharacteristic(EVE.HistoryStatus);
  // The cached value exists before; only an open history has a get handler.
  status.value = '';
  await until(async () => (await status.handleGetRequest()) !== '', 5000, 'an open history');
}
