/** The plugin in a Homebridge without a server: the real API and the real HAP classes, in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { PlatformAccessory, Service } from 'homebridge';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { MerossPlatform } from '../../../src/platform.ts';
import { PLATFORM_NAME } from '../../../src/settings.ts';
import { startPlug, type PlugSetup } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { api as anyApi, fromCache, hap, newApi, read, write } from '../homekit/real-hap.ts';
import { captureLog } from '../plugs/captured-log.ts';

/** Homebridge has one for each process. */
export const storage = mkdtempSync(join(tmpdir(), 'meross-platform-'));
anyApi.user.setStoragePath(storage);
process.once('exit', () => rmSync(storage, { recursive: true, force: true }));

/** What HomeKit shows as "No Response". */
export const NO_RESPONSE = { status: -70402 };

/** A plug that ends with the test, by default an mss310. */
export async function plugOf(t: TestContext, setup: Partial<PlugSetup> = {}): Promise<SimulatedPlug> {
  const plug = await startPlug({ model: 'mss310-2.1.17', ...setup });
  t.after(() => plug.close());
  return plug;
}

export interface Running {
  /** Everything that was logged, as `level: line`. */
  readonly lines: readonly string[];
  readonly debugLines: readonly string[];
  /** Emits what the plugin asks of it. */
  readonly homebridge: ReturnType<typeof newApi>['homebridge'];
  /** What is on the bridge. */
  readonly accessories: ReadonlySet<PlatformAccessory>;
  /** The accessories as Homebridge has them after a restart. */
  cached(): readonly PlatformAccessory[];
  /** The outlet of an accessory, by default its only one. */
  outlet(name: string, channel?: number): Service;
  isOn(name: string, channel?: number): Promise<unknown>;
  /** A tap in the Home app: undefined when that worked. */
  tap(name: string, on: boolean, channel?: number): Promise<unknown>;
  /** Waits for a line that matches. */
  logged(pattern: RegExp, ms?: number): Promise<unknown>;
  /** How many lines match. */
  count(pattern: RegExp): number;
  shutDown(): void;
}

/** Starts the plugin with this block, `platform` left out, and with these accessories in the cache of Homebridge. */
export function startPlatform(t: TestContext, block: object, cache: readonly PlatformAccessory[] = []): Running {
  const { api, homebridge } = newApi();
  const { log, lines, debugLines } = captureLog();
  const accessories = new Set(cache);
  homebridge.addListener('registerPlatformAccessories', (added: readonly PlatformAccessory[]) => {
    for (const each of added) accessories.add(each);
  });
  homebridge.addListener('unregisterPlatformAccessories', (gone: readonly PlatformAccessory[]) => {
    for (const each of gone) accessories.delete(each);
  });
  const platform = new MerossPlatform(log, { platform: PLATFORM_NAME, ...block }, api);
  for (const accessory of cache) platform.configureAccessory(accessory);
  homebridge.signalFinished();
  let isDown = false;
  const shutDown = (): void => {
    if (!isDown) homebridge.signalShutdown();
    isDown = true;
  };
  t.after(shutDown);
  const outlet = (name: string, channel = 0): Service => {
    const accessory = [...accessories].find(({ displayName }) => displayName === name);
    const service = accessory?.getServiceById(hap.Service.Outlet, String(channel));
    if (service === undefined) throw new Error(`no outlet ${String(channel)} of ${name}`);
    return service;
  };
  const count = (pattern: RegExp): number => lines.filter(line => pattern.test(line)).length;
  return {
    lines,
    debugLines,
    homebridge,
    accessories,
    cached: () => [...accessories].map(fromCache),
    outlet,
    isOn: (name, channel) => read(outlet(name, channel), hap.Characteristic.On),
    tap: (name, on, channel) => write(outlet(name, channel), hap.Characteristic.On, on),
    logged: (pattern, ms = 10_000) =>
      until(() => count(pattern) > 0, ms, `${String(pattern)} in the log`).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${lines.join('\n')}`);
      }),
    count,
    shutDown,
  };
}
