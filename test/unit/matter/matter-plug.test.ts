import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Appearance } from '../../../src/device/appearance.ts';
import { MerossDevice } from '../../../src/device/device.ts';
import type { PlugContext } from '../../../src/device/plug-context.ts';
import { featuresFor } from '../../../src/features/index.ts';
import { LockedError } from '../../../src/errors.ts';
import { NotPublishedError } from '../../../src/matter/matter-outlet.ts';
import type { MatterPlug } from '../../../src/matter/matter-plug.ts';
import { MatterRegistry } from '../../../src/matter/matter-registry.ts';
import { NO_HTTP_QUIRKS } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { DEFAULT_CONFIG, featureTools } from '../../support/feature-tools.ts';
import { sessionOf } from '../../support/open-session.ts';
import { TestPlug } from '../../support/test-plug.ts';
import { FakeBridge } from './fake-bridge.ts';

const METER = ['Control.ToggleX', 'Control.Electricity', 'Control.ConsumptionX'];
const DAY = '2025-01-01';
const { status } = new FakeBridge(new FakeClock()).matter;
/** Long enough for all that is due to be sent and read back. */
const SETTLE_MS = 1000;

interface FixtureOptions {
  readonly channels?: readonly number[];
  readonly abilities?: readonly string[];
  readonly appearance?: Partial<Appearance>;
  readonly isPublished?: boolean;
}

/** A plug, the plugin and Homebridge's Matter bridge, on a clock that the test moves. */
class Fixture {
  readonly clock = new FakeClock();
  readonly failed: unknown[] = [];
  readonly plug: TestPlug;
  bridge = new FakeBridge(this.clock);
  registry = new MatterRegistry({ matter: this.bridge.matter, clock: this.clock, cached: [] });
  #device: MerossDevice | undefined;
  readonly #appearance: Appearance;
  readonly #tools = featureTools(this.clock);
  #capabilities = this.#createCapabilities();

  constructor(t: TestContext, { channels = [0], abilities = METER, appearance = {} }: FixtureOptions = {}) {
    this.plug = new TestPlug(this.clock, { channels, abilities, isOn: true });
    this.#appearance = { type: 'outlet', outlets: [], isLocked: () => false, ...appearance };
    t.after(async () => {
      this.registry.close();
      await this.#device?.close();
    });
  }

  get context(): PlugContext {
    const address = '192.168.1.20';
    const flags = { isDisplaced: false, isDiscovered: false };
    return {
      info: this.plug.info,
      host: address,
      address,
      ...flags,
      httpQuirks: NO_HTTP_QUIRKS,
      quirks: {},
      renamed: {},
    };
  }

  /** Publishes the plug, which replies. */
  async start(appearance: Partial<Appearance> = {}): Promise<MatterPlug> {
    const plug = await this.startSilent(appearance);
    this.connect(plug);
    await this.clock.advance(SETTLE_MS);
    return plug;
  }

  /** Publishes the plug, which has not replied. */
  async startSilent(appearance: Partial<Appearance> = {}): Promise<MatterPlug> {
    const { info } = this.plug;
    const plug = this.registry.forUuid(info.uuid) ?? this.registry.create(info, 'Lamp');
    plug.remember(this.context);
    plug.build({
      info,
      appearance: { ...this.#appearance, ...appearance },
      capabilities: this.#capabilities,
      onFailedWrite: error => this.failed.push(error),
    });
    await Promise.all([plug.publish(), this.clock.advance(SETTLE_MS)]);
    return plug;
  }

  connect(plug: MatterPlug): void {
    const { info } = this.plug;
    const features = this.#capabilities.filter(each => each.supports(info));
    const session = sessionOf(this.plug, info, this.clock);
    const device = new MerossDevice({ info, session, features, clock: this.clock, pollMs: 5000, phase: 0.5 });
    this.#device = device;
    plug.attach(device);
    device.start(this.plug.systemAll());
  }

  /** Homebridge restarts. */
  async restart(): Promise<void> {
    this.registry.close();
    await this.#device?.close();
    this.#device = undefined;
    this.#capabilities = this.#createCapabilities();
    const { bridge, cached } = this.bridge.restarted();
    this.bridge = bridge;
    this.registry = new MatterRegistry({ matter: bridge.matter, clock: this.clock, cached });
  }

  /** With the totals of the runs before. */
  #createCapabilities(): ReturnType<typeof featuresFor> {
    return featuresFor({ ...DEFAULT_CONFIG, energySeconds: 10 }, this.#tools);
  }
}

describe('an outlet over Matter', () => {
  test('has the name, the serial number and the firmware of its plug', async t => {
    const { bridge, plug } = await started(t);
    const { displayName, manufacturer, model, serialNumber, firmwareRevision, deviceType } = bridge.named('Lamp');
    const { uuid, firmwareVersion } = plug.info;
    assert.deepEqual(
      { displayName, manufacturer, serialNumber },
      { displayName: 'Lamp', manufacturer: 'Meross', serialNumber: uuid },
    );
    assert.deepEqual([model, firmwareRevision], [plug.info.model, firmwareVersion]);
    assert.equal(deviceType.name, 'OnOffPlugInUnit');
  });

  test('shows what the plug says: on, mW, mV, mA, and reachable', async t => {
    const { bridge, plug, clock } = await started(t);
    plug.meter.measure({ watts: 60.5, volts: 231.4, amperes: 0.261 });
    await clock.advance(15_000);
    const { onOff, electricalPowerMeasurement, bridgedDeviceBasicInformation } = bridge.shows('Lamp');
    assert.deepEqual(onOff, { onOff: true });
    assert.deepEqual(electricalPowerMeasurement, { activePower: 60_500, voltage: 231_400, activeCurrent: 261 });
    assert.deepEqual(bridgedDeviceBasicInformation, { reachable: true });
  });

  test('without a meter has no clusters for one', async t => {
    const { bridge } = await started(t, { abilities: ['Control.ToggleX'] });
    assert.deepEqual(Object.keys(bridge.named('Lamp').clusters ?? {}), ['onOff']);
  });

  test('shows null where the meter measures nothing', async t => {
    const { bridge, plug, clock } = await started(t);
    plug.meter.measure({ watts: 0, volts: 0, amperes: 0 });
    await clock.advance(15_000);
    const nothing = { activePower: null, voltage: null, activeCurrent: null };
    assert.deepEqual(bridge.shows('Lamp')['electricalPowerMeasurement'], nothing);
  });

  test('shows power that flows back below zero', async t => {
    const { bridge, plug, clock } = await started(t);
    plug.meter.measure({ watts: -300, volts: 230, amperes: 1.3 });
    await clock.advance(15_000);
    assert.deepEqual(bridge.shows('Lamp')['electricalPowerMeasurement'], {
      activePower: -300_000,
      voltage: 230_000,
      activeCurrent: 1300,
    });
  });

  test('shows the total in mWh, at most once a minute', async t => {
    const fixture = new Fixture(t);
    fixture.plug.meter.countDay(DAY, 1234);
    fixture.plug.meter.measure({ watts: 2000, volts: 230, amperes: 8.7 });
    await fixture.start();
    await fixture.clock.advance(30_000);
    const energyOf = (attributes: unknown): unknown => /\d+/.exec(JSON.stringify(attributes))?.[0];
    assert.equal(energyOf(fixture.bridge.shows('Lamp')['electricalEnergyMeasurement']), '1234000');
    await fixture.clock.advance(10 * 60_000);
    const times = fixture.bridge.updates
      .filter(
        ({ cluster, attributes }) => cluster === 'electricalEnergyMeasurement' && energyOf(attributes) !== undefined,
      )
      .map(({ atMs }) => atMs);
    assert.ok(times.length >= 5 && times.length <= 11, `${times.length} updates`);
    for (const [index, atMs] of times.entries()) {
      const before = times[index - 1];
      assert.ok(before === undefined || atMs - before >= 60_000, `${atMs} after ${String(before)}`);
    }
  });

  test('that is a light is a light', async t => {
    const { bridge } = await started(t, { appearance: { type: 'light' } });
    assert.equal(bridge.named('Lamp').deviceType.name, 'OnOffLight');
  });
});

describe('a command over Matter', () => {
  test('is done when the plug has acknowledged it', async t => {
    const { bridge, plug, clock } = await started(t);
    const done = bridge.command('Lamp', 'off');
    await clock.advance(SETTLE_MS);
    await done;
    assert.equal(plug.isOn(), false);
    assert.deepEqual(bridge.shows('Lamp')['onOff'], { onOff: false });
  });

  test('fails as Timeout where the plug does not answer, and nothing changes', async t => {
    const { bridge, plug, clock, failed } = await started(t);
    plug.fate = () => 'lost';
    const done = assert.rejects(bridge.command('Lamp', 'off'), status.Timeout);
    await clock.advance(10_000);
    await done;
    assert.deepEqual(bridge.shows('Lamp')['onOff'], { onOff: true });
    assert.equal(failed.length, 1);
  });

  test('to a locked plug is refused without asking it', async t => {
    const { bridge, plug, failed } = await started(t, { appearance: { isLocked: () => true } });
    await assert.rejects(bridge.command('Lamp', 'off'), status.InvalidInState);
    assert.deepEqual(plug.sets, []);
    assert.ok(failed[0] instanceof LockedError);
  });

  test('to a plug that has not replied yet fails', async t => {
    const fixture = new Fixture(t);
    await fixture.startSilent();
    await assert.rejects(fixture.bridge.command('Lamp', 'on'), status.Failure);
  });

  test('does not disturb Matter with updates while it runs, and the actual state follows', async t => {
    const { bridge, plug, clock } = await started(t);
    const before = bridge.sent('onOff').length;
    const done = bridge.command('Lamp', 'off');
    await clock.advance(60);
    assert.equal(bridge.sent('onOff').length, before);
    await done;
    // The button is pressed at the same time.
    plug.turn(0, true);
    await clock.advance(7000);
    assert.deepEqual(bridge.shows('Lamp')['onOff'], { onOff: true });
  });
});

describe('a plug that does not answer', () => {
  test('is not reachable, has no watts, keeps what it was, and comes back', async t => {
    const fixture = await started(t);
    fixture.plug.fate = () => 'lost';
    await fixture.clock.advance(60_000);
    const gone = fixture.bridge.shows('Lamp');
    assert.deepEqual(gone['bridgedDeviceBasicInformation'], { reachable: false });
    assert.deepEqual(gone['electricalPowerMeasurement'], { activePower: null, voltage: null, activeCurrent: null });
    assert.deepEqual(gone['onOff'], { onOff: true });
    fixture.plug.fate = () => 'answered';
    await fixture.clock.advance(60_000);
    assert.deepEqual(fixture.bridge.shows('Lamp')['bridgedDeviceBasicInformation'], { reachable: true });
  });
});

describe('a strip over Matter', () => {
  const channels = [0, 1, 2, 3];
  const abilities = ['Control.ToggleX'];

  test('is an outlet for each socket, without its master and hidden ones', async t => {
    const outlets = [
      { channel: 1, name: 'TV', hidden: false },
      { channel: 3, hidden: true },
    ];
    const { bridge, plug, clock } = await started(t, { channels, abilities, appearance: { outlets } });
    assert.deepEqual(bridge.names(), ['TV', 'Lamp 2']);
    const done = bridge.command('Lamp 2', 'off');
    await clock.advance(SETTLE_MS);
    await done;
    assert.deepEqual(
      [1, 2, 3].map(channel => plug.isOn(channel)),
      [true, false, true],
    );
  });

  test('loses the outlet that the config hides, and gets it back', async t => {
    const fixture = await started(t, { channels, abilities });
    const { UUID } = fixture.bridge.named('Lamp 2');
    await fixture.restart();
    await fixture.start({ outlets: [{ channel: 2, hidden: true }] });
    assert.deepEqual(fixture.bridge.removed, [UUID]);
    assert.deepEqual(fixture.bridge.names(), ['Lamp 1', 'Lamp 3']);
    await fixture.restart();
    await fixture.start();
    assert.equal(fixture.bridge.named('Lamp 2').UUID, UUID);
  });
});

describe('a restart', () => {
  test('keeps the accessory and its total, and what is remembered of the plug', async t => {
    const fixture = await started(t);
    fixture.plug.meter.countDay(DAY, 500);
    await fixture.clock.advance(20 * 60_000);
    const { UUID } = fixture.bridge.named('Lamp');
    const total = fixture.bridge.shows('Lamp')['electricalEnergyMeasurement'];
    await fixture.restart();
    const plug = await fixture.startSilent();
    assert.equal(fixture.bridge.named('Lamp').UUID, UUID);
    assert.deepEqual(fixture.bridge.removed, []);
    const shown = fixture.bridge.shows('Lamp');
    assert.deepEqual(shown['electricalEnergyMeasurement'], total);
    assert.deepEqual(shown['bridgedDeviceBasicInformation'], { reachable: false });
    assert.deepEqual(plug.context, fixture.context);
    assert.equal(plug.name, 'Lamp');
  });

  test('with a meter that the config no longer wants publishes the outlet anew', async t => {
    const fixture = await started(t);
    const { UUID } = fixture.bridge.named('Lamp');
    await fixture.restart();
    await fixture.start({ type: 'light' });
    assert.deepEqual(fixture.bridge.removed, [UUID]);
    assert.equal(fixture.bridge.named('Lamp').deviceType.name, 'OnOffLight');
  });
});

describe("Homebridge's Matter bridge", () => {
  test('that loses an update gets it again', async t => {
    const { bridge, plug, clock } = await started(t);
    bridge.lostUpdates = 2;
    plug.turn(0, false);
    await clock.advance(7000);
    assert.deepEqual(bridge.shows('Lamp')['onOff'], { onOff: false });
  });

  test('may take seconds until an accessory is ready', async t => {
    const fixture = new Fixture(t);
    fixture.bridge.readyAfterMs = 5000;
    const started = fixture.start();
    await fixture.clock.advance(8000);
    await started;
    assert.deepEqual(fixture.bridge.shows('Lamp')['bridgedDeviceBasicInformation'], { reachable: true });
  });

  test('that refuses an accessory is reported', async t => {
    const fixture = new Fixture(t);
    fixture.bridge.refusal = 'the Matter server for this bridge is still starting';
    await assert.rejects(fixture.startSilent(), NotPublishedError);
  });

  test('that never gets an accessory ready is reported', async t => {
    const fixture = new Fixture(t);
    fixture.bridge.readyAfterMs = Infinity;
    const failure = assert.rejects(fixture.startSilent(), /"Lamp" was not ready within 20 seconds/);
    await fixture.clock.advance(30_000);
    await failure;
  });

  test('gets nothing any more when Homebridge ends, and no timer is left', async t => {
    const fixture = await started(t);
    fixture.registry.close();
    const count = fixture.bridge.updates.length;
    fixture.plug.turn(0, false);
    await fixture.clock.advance(60_000);
    assert.equal(fixture.bridge.updates.length, count);
  });
});

test('a plug that is removed leaves nothing in Matter', async t => {
  const fixture = await started(t, { channels: [0, 1, 2], abilities: ['Control.ToggleX'] });
  await fixture.registry.remove(fixture.registry.all());
  assert.deepEqual(fixture.bridge.names(), []);
  assert.deepEqual(fixture.registry.all(), []);
});

/** A plug that is published and replies. */
async function started(t: TestContext, options: FixtureOptions = {}): Promise<Fixture> {
  const fixture = new Fixture(t, options);
  await fixture.start();
  return fixture;
}
