import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import type { Faults, SimulatedPlug } from '../../simulator/index.ts';
import { startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const MULTIPLE = 'Appliance.Control.Multiple';

interface Kind {
  readonly name: string;
  readonly model: string;
  readonly multiple: Faults['multiple'];
}

const KINDS: readonly Kind[] = [
  { name: 'Works', model: 'mss310-2.1.17', multiple: 'works' },
  { name: 'Newer', model: 'mss305-8.3.15', multiple: 'works' },
  { name: 'First generation', model: 'mss310-1.1.13', multiple: 'works' },
  { name: 'Hangs up', model: 'mss310-2.1.17', multiple: 'refused' },
  { name: 'Answers nothing', model: 'mss310-2.1.17', multiple: 'empty' },
  { name: 'Cuts it short', model: 'mss310-2.1.17', multiple: 'truncated' },
  { name: 'Answers half', model: 'mss310-2.1.17', multiple: 'fewer' },
];

describe('watts of plugs that cope with several questions at once, and of those that do not', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(
      KINDS.map(({ name, model, multiple }) => ({
        model,
        config: { name },
        set: plug => {
          plug.faults.multiple = multiple;
          plug.turn(0, true);
          plug.setLoad(60.5);
        },
      })),
      { pollSeconds: 1, energySeconds: 1 },
    );
  });
  after(() => house.close());

  const plugOf = (name: string): SimulatedPlug => {
    const plug = house.plugs[KINDS.findIndex(each => each.name === name)];
    assert.ok(plug);
    return plug;
  };

  for (const { name } of KINDS) {
    test(`${name}: watts, volts and amperes follow the load`, async () => {
      const tile = await house.outlet(name);
      const plug = plugOf(name);
      for (const watts of [60.5, 1203.4, 0]) {
        plug.setLoad(watts);
        const shown = async (): Promise<boolean> => (await house.app.read(tile, 'Watts')).value === watts;
        await until(shown, 6000, `${String(watts)} W`);
      }
      const volts = Number((await house.app.read(tile, 'Volts')).value);
      assert.ok(volts > 220 && volts < 260, String(volts));
      assert.equal((await house.app.read(tile, 'Amperes')).status, 0);
      assert.equal((await house.app.read(tile)).on, true);
    });
  }

  /** Which namespaces a plug was asked in about ten polls, and in how many exactly, because the machine may be busy. */
  const askedIn10 = async (plug: SimulatedPlug): Promise<{ asked: readonly string[]; polls: number }> => {
    const [from, since] = [plug.requests.length, performance.now()];
    await sleep(10_000);
    const asked = plug.requests.slice(from).map(({ namespace }) => namespace.replace('Appliance.', ''));
    return { asked, polls: (performance.now() - since) / 1000 };
  };

  test('state and watts are one request per poll, and two for a plug that does not cope', async t => {
    const counts = await Promise.all(
      KINDS.map(async ({ name }) => {
        const { asked, polls } = await askedIn10(plugOf(name));
        return [name, asked.length, asked.filter(each => MULTIPLE.endsWith(each)).length, polls] as const;
      }),
    );
    t.diagnostic(
      counts.map(([name, all, together]) => `${name}: ${String(all)} (${String(together)} together)`).join(', '),
    );
    for (const [name, all, together, polls] of counts) {
      const copes = ['Works', 'Newer'].includes(name);
      if (copes) assert.ok(all <= 1.1 * polls + 2 && together >= 8, `${name}: ${String(all)} requests`);
      else
        assert.ok(
          all >= 16 && all <= 2.2 * polls + 2 && together === 0,
          `${name}: ${String(all)}, ${String(together)} together`,
        );
    }
  });

  test('a plug is never asked two things at a time, and none counts as away', () => {
    for (const plug of house.plugs) assert.equal(plug.maxInFlight, 1);
    assert.doesNotMatch(house.homebridge.log, /cannot be reached|hangs up|stays silent|is back/);
  });
});

describe('a meter that is not wanted', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp', energy: false } }], { pollSeconds: 1 });
  });
  after(() => house.close());

  test('is not asked, and not shown', async () => {
    await sleep(3000);
    const asked = house.plugs[0]?.requests.map(({ namespace }) => namespace) ?? [];
    assert.ok(asked.length > 2);
    assert.ok(!asked.some(each => each.endsWith('Electricity') || each === MULTIPLE));
    assert.equal((await house.outlet('Lamp')).iids['Watts'], undefined);
  });
});
