import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { PlatformAccessory, Service } from 'homebridge';
import { MerossDevice } from '../../../src/device/device.ts';
import { featuresFor } from '../../../src/features/index.ts';
import type { FeatureConfig, FeatureTools } from '../../../src/features/feature-declaration.ts';
import { PlugAccessory, type Appearance } from '../../../src/homekit/plug-accessory.ts';
import type { Capability } from '../../../src/homekit/capability.ts';
import { sessionOf } from '../../support/open-session.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { DEFAULT_CONFIG, featureTools } from '../../support/feature-tools.ts';
import { api, newAccessory, restarted } from '../homekit/real-hap.ts';
import { TestPlug } from '../../support/test-plug.ts';

/** What a plug has all features by. */
const ABILITIES = [
  'Control.ToggleX',
  'Control.Electricity',
  'System.DNDMode',
  'Control.TriggerX',
  'Digest.TriggerX',
  'Control.TimerX',
  'Digest.TimerX',
];

const OUTLET: Appearance = { type: 'outlet', outlets: [], isLocked: () => false };

export interface FeatureFixtureOptions {
  readonly channels?: readonly number[];
  /** Without `Appliance.`; by default all that there are. */
  readonly abilities?: readonly string[];
  /** Whether System.All lists its timers and auto-off rules; default true. */
  readonly listsRules?: boolean;
  /** Default 5000, which is the plugin's; more makes a simulated day faster. */
  readonly pollMs?: number;
}

/** The config, and the capabilities made from it; by default those of the plugin. */
export interface StartOptions {
  readonly config?: Partial<FeatureConfig>;
  readonly appearance?: Partial<Appearance>;
  readonly createFeatures?: (tools: FeatureTools) => readonly Capability[];
}

/** One run of Homebridge. */
export interface HomebridgeRun {
  readonly plug: PlugAccessory;
  readonly device: MerossDevice;
  /** The service of this type and subtype. */
  readonly service: (type: { readonly UUID: string }, subtype: string) => Service | undefined;
  /** The device is created again after this time, as after a firmware update or a new address. */
  readonly reconnect: (afterMs: number) => Promise<void>;
  /** Homebridge ends. */
  readonly close: () => Promise<void>;
}

/** A plug and the plugin, on a clock that the test moves. What the plugin stores is kept over its restarts. */
export class FeatureFixture {
  readonly clock = new FakeClock();
  readonly plug: TestPlug;
  /** The log entries about the plug. */
  readonly logged: string[] = [];
  readonly tools: FeatureTools;
  readonly #pollMs: number;
  readonly #runs: HomebridgeRun[] = [];
  #accessory: PlatformAccessory | undefined;

  constructor(
    t: TestContext,
    { channels = [0], abilities = ABILITIES, listsRules = true, pollMs = 5000 }: FeatureFixtureOptions = {},
  ) {
    this.#pollMs = pollMs;
    this.plug = new TestPlug(this.clock, { channels, abilities, listsRules, isOn: true });
    const folder = mkdtempSync(join(tmpdir(), 'meross-stage-'));
    this.tools = featureTools(this.clock, this.logged, folder);
    t.after(async () => {
      for (const run of this.#runs) await run.close();
      rmSync(folder, { recursive: true });
    });
  }

  /** Homebridge starts, with the stored data of the run before; the plug has just replied. */
  start({ config = {}, appearance = {}, createFeatures }: StartOptions = {}): HomebridgeRun {
    const { clock, tools } = this;
    const all = createFeatures?.(tools) ?? featuresFor({ ...DEFAULT_CONFIG, ...config }, tools);
    const { info } = this.plug;
    const accessory = this.#accessory ? restarted(this.#accessory) : newAccessory();
    this.#accessory = accessory;
    const plug = new PlugAccessory(accessory, api);
    const features = all.filter(each => each.supports(info));
    const connect = (): MerossDevice => {
      plug.build({ info, appearance: { ...OUTLET, ...appearance }, capabilities: all, onFailedWrite: () => undefined });
      const device = new MerossDevice({
        info,
        session: sessionOf(this.plug, info, clock, { pollMs: this.#pollMs }),
        features,
        clock,
        pollMs: this.#pollMs,
        phase: 0.5,
      });
      plug.attach(device);
      device.start(this.plug.systemAll());
      return device;
    };
    let device = connect();
    const disconnect = async (): Promise<void> => {
      await device.close();
      plug.detach();
    };
    const reconnect = async (afterMs: number): Promise<void> => {
      await disconnect();
      await clock.advance(afterMs);
      device = connect();
    };
    const close = async (): Promise<void> => {
      await disconnect();
      for (const capability of all) await capability.close?.();
    };
    const service: HomebridgeRun['service'] = ({ UUID }, subtype) =>
      accessory.services.find(each => each.UUID === UUID && each.subtype === subtype);
    const run: HomebridgeRun = {
      plug,
      get device() {
        return device;
      },
      service,
      reconnect,
      close,
    };
    this.#runs.push(run);
    return run;
  }
}
