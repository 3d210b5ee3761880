/** Prometheus reads a real Homebridge while a load changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { freePort } from '../support/homebridge.ts';
import { startHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';
import { parseExposition, type Sample } from '../unit/metrics/exposition-format.ts';

test('Prometheus sees watts, kWh, state and a plug that is pulled out, and asks no plug for it', async t => {
  const port = await freePort();
  const home = await startHome(
    [
      { model: 'mss310-2.1.17', config: { name: 'Heater' }, set: plug => (plug.turn(0, true), plug.setLoad(60.5)) },
      { model: 'mss425e-2.1.2', config: { name: 'TV corner' } },
    ],
    { pollSeconds: 1, energySeconds: 1, metrics: { port } },
  );
  t.after(() => home.close());
  const [heater, strip] = home.plugs;
  assert.ok(heater && strip);
  await home.homebridge.waitForLog(new RegExp(`http://127\\.0\\.0\\.1:${port}/metrics`), 5000);

  let families: ReturnType<typeof parseExposition> = new Map();
  const scrape = async (): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const page = await response.text();
    families = parseExposition(page);
    assert.deepEqual(
      parsePrometheusTextFormat(page).map(({ name, metrics }) => [name, metrics.length]),
      [...families].map(([name, { samples }]) => [name, samples.length]),
      'a parser of others reads the same',
    );
  };
  const of = (metric: string, name: string): readonly Sample[] =>
    families.get(metric)?.samples.filter(({ labels }) => labels['name'] === name) ?? [];
  const seen = (metric: string, name: string, isRight: (value: number) => boolean): Promise<boolean> =>
    until(
      async () => {
        await scrape();
        return of(metric, name).some(({ value }) => isRight(value));
      },
      30_000,
      `${metric} of ${name}`,
    );

  await seen('meross_power_watts', 'Heater', watts => watts === 60.5);
  assert.deepEqual(of('meross_outlet_on', 'Heater'), [
    { labels: { uuid: heater.uuid, name: 'Heater', outlet: '0' }, value: 1 },
  ]);
  assert.deepEqual(
    of('meross_outlet_on', 'TV corner').map(({ labels }) => labels['outlet']),
    ['1', '2', '3', '4'],
  );
  await seen('meross_round_trip_seconds', 'TV corner', seconds => seconds > 0 && seconds < 4);
  heater.setLoad(1800);
  await seen('meross_power_watts', 'Heater', watts => watts === 1800);
  const kilowattHours = (): number => of('meross_energy_kilowatt_hours_total', 'Heater')[0]?.value ?? Number.NaN;
  const before = kilowattHours();
  await seen('meross_energy_kilowatt_hours_total', 'Heater', value => value > before);
  assert.ok(kilowattHours() < before + 0.1, 'a few seconds of 1800 W');

  // Scrapes cost a plug nothing: it is asked only at its own pace.
  const asked = strip.requests.length;
  await Promise.all(Array.from({ length: 10 }, scrape));
  assert.ok(strip.requests.length - asked <= 3);

  await heater.unplug();
  await seen('meross_plug_reachable', 'Heater', value => value === 0);
  assert.deepEqual(of('meross_power_watts', 'Heater'), []);
  assert.equal(of('meross_plug_reachable', 'TV corner')[0]?.value, 1);
  await home.homebridge.stop();
  await assert.rejects(fetch(`http://127.0.0.1:${port}/metrics`));
});
