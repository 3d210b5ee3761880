/** What the settings page shows of a plug, and does with it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { readTrace, SimulatedPlug } from '../../../simulator/index.ts';
import { someUuid, startPlug } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { freePort } from '../../support/homebridge.ts';
import { plugFor } from '../../cli/command-line.ts';
import { failureIn, foundBy, openPage, successOf, targetOf } from './page-fixture.ts';

const OTHER_KEY = 'another-key-that-does-not-fit-00';
const OTHER_UUID = '2401010000000000003448e1e9ffffff';

describe('The settings page', { concurrency: 4 }, () => {
  test('finds a plug, shows it, switches it and sees its new state', async t => {
    const port = await freePort();
    const plug = await plugFor(t, 'mss310-6.1.8', { address: '127.0.0.41', port });
    const page = await openPage(t);
    const { search, total, subnets } = await page.request('/find/start', {
      keys: [OTHER_KEY, plug.key],
      subnets: ['127.0.0.40/30'],
      port,
    });
    assert.deepEqual([total, subnets], [2, ['127.0.0.40/30']]);
    const [seen] = await foundBy(page, search);
    const { uuid, model, firmwareVersion, ...rest } = seen ?? assert.fail('nothing was found');
    assert.deepEqual(rest, { host: `127.0.0.41:${port}`, key: 'fits', keyIndex: 1 });
    assert.deepEqual([uuid, model, firmwareVersion], [plug.uuid, 'MSS310', '6.1.8']);
    assert.deepEqual(page.finds.at(-2), { search, kind: 'progress', asked: 2, total: 2 });

    plug.turn(0, false);
    const target = { host: seen?.host ?? '', key: plug.key, uuid };
    const { plug: details } = successOf(await page.request('/plug', target));
    assert.deepEqual(
      details.outlets.map(({ channel, on }) => ({ channel, on })),
      [{ channel: 0, on: false }],
    );
    const switched = await page.request('/switch', { ...target, channel: 0, on: true });
    assert.deepEqual(switched, { on: true });
    assert.equal(plug.isOn(), true);
    const state = successOf(await page.request('/state', target));
    assert.equal(state.outlets[0]?.on, true);
    assert.equal(typeof state.watts, 'number');
  });

  test('shows a plug with a meter completely', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8');
    plug.turn(0, true);
    plug.setLoad(42);
    const page = await openPage(t);
    successOf(await page.request('/clock', { ...targetOf(plug), timezone: 'Europe/Paris' }));
    const { plug: details } = successOf(await page.request('/plug', targetOf(plug)));
    assert.deepEqual(
      { ...details, roundTripMs: 0, clock: details.clock.state },
      {
        host: plug.host,
        uuid: plug.uuid,
        model: 'MSS310',
        hardwareVersion: details.hardwareVersion,
        firmwareVersion: '6.1.8',
        isPlug: true,
        outlets: [{ channel: 0, on: true, watts: 42 }],
        hasMaster: false,
        watts: 42,
        signalPercent: details.signalPercent,
        isEncrypted: false,
        clock: 'right',
        broker: details.broker,
        options: {
          energy: true,
          inUseWatts: true,
          led: true,
          autoOffMinutes: true,
          appliance: true,
          clock: true,
          outlets: 'this plug has only one outlet',
        },
        roundTripMs: 0,
      },
    );
    assert.ok(details.signalPercent !== undefined && details.roundTripMs > 0 && details.roundTripMs < 5000);
  });

  test('shows what a plug without a meter and with encryption cannot do', async t => {
    const plug = await plugFor(t, 'mss110-7.3.37');
    const page = await openPage(t);
    const { plug: details } = successOf(await page.request('/plug', targetOf(plug)));
    assert.equal(details.isEncrypted, true);
    assert.equal(details.watts, undefined);
    const { energy, appliance, inUseWatts, clock } = details.options;
    assert.deepEqual([energy, appliance, inUseWatts], Array(3).fill('this plug does not measure power'));
    assert.equal(clock, true);
    assert.deepEqual(await page.request('/switch', { ...targetOf(plug), channel: 0, on: true }), { on: true });
    assert.equal(plug.isOn(), true);
    assert.equal(failureIn(await page.request('/energy', targetOf(plug))).kind, 'unsupported');
  });

  test('shows the outlets of a strip without its master, which can be switched', async t => {
    const plug = await plugFor(t, 'mss425e-2.1.2');
    const page = await openPage(t);
    const { plug: details } = successOf(await page.request('/plug', targetOf(plug)));
    assert.deepEqual([details.hasMaster, details.options.outlets], [true, true]);
    assert.deepEqual(
      details.outlets.map(({ channel }) => channel),
      [1, 2, 3, 4, 5].slice(0, details.outlets.length),
    );
    assert.ok(details.outlets.length > 2 && details.outlets.every(({ watts }) => watts === undefined));
    await page.request('/switch', { ...targetOf(plug), channel: 0, on: true });
    const state = successOf(await page.request('/state', targetOf(plug)));
    assert.ok(state.outlets.every(({ on }) => on === true));
    assert.equal(
      failureIn(await page.request('/switch', { ...targetOf(plug), channel: 9, on: true })).kind,
      'unsupported',
    );
  });

  test('shows the watts of each outlet where each is measured, and their sum', async t => {
    const trace = new URL('../cli/record/mop320-electricityx.json', import.meta.url);
    const model = readTrace(JSON.parse(await readFile(trace, 'utf8')));
    const plug = new SimulatedPlug({ model, uuid: someUuid() });
    t.after(() => plug.close());
    await plug.start();
    for (const [channel, watts] of [
      [1, 10],
      [2, 20],
    ] as const) {
      plug.turn(channel, true);
      plug.setLoad(watts, channel);
    }
    const page = await openPage(t);
    const { plug: details } = successOf(await page.request('/plug', targetOf(plug)));
    assert.deepEqual(
      details.outlets.map(({ watts }) => watts),
      [10, 20],
    );
    assert.equal(details.watts, 30);
  });

  test('a device without an outlet is no plug, and is not switched', async t => {
    const plug = await plugFor(t, 'em06-2.3.8');
    const page = await openPage(t);
    const { plug: details } = successOf(await page.request('/plug', targetOf(plug)));
    assert.deepEqual([details.isPlug, details.outlets], [false, []]);
    const { kind } = failureIn(await page.request('/switch', { ...targetOf(plug), channel: 0, on: true }));
    assert.equal(kind, 'unsupported');
  });

  test('another plug at the address gets no command', async t => {
    const plug = await plugFor(t, 'mss310-2.1.17');
    const page = await openPage(t);
    const target = { ...targetOf(plug), uuid: OTHER_UUID };
    for (const path of ['/plug', '/state', '/switch', '/energy', '/clock', '/rekey/run'] as const) {
      const body = { ...target, channel: 0, on: false, newKey: 'a-new-key' };
      const { kind, happened } = failureIn((await page.send(path, body)) as object);
      assert.equal(kind, 'other-plug', path);
      assert.ok(happened.includes(plug.uuid));
    }
    assert.deepEqual(
      plug.requests.filter(({ method }) => method !== 'GET'),
      [],
    );
  });

  test('explains a key that does not fit, and a plug that is not there', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8');
    const page = await openPage(t);
    const wrong = failureIn(await page.request('/plug', { ...targetOf(plug), key: OTHER_KEY }));
    assert.equal(wrong.kind, 'wrong-key');
    assert.ok(wrong.happened.startsWith(plug.host) && wrong.advice !== '');
    await plug.unplug();
    const gone = failureIn(await page.request('/state', targetOf(plug)));
    assert.equal(gone.kind, 'unreachable');
    assert.doesNotMatch(gone.advice, /meross-local/);
  });

  test('shows the energy as the command does, and sets clock and zone', async t => {
    const plug = await plugFor(t, 'mss310-2.1.17', { faults: { clockOffsetSeconds: 600 } });
    const page = await openPage(t);
    const { energy } = successOf(await page.request('/energy', targetOf(plug)));
    assert.ok(energy.days.length > 3);
    const sum = (rows: readonly { readonly wattHours: number }[]): number =>
      rows.reduce((total, { wattHours }) => total + wattHours, 0);
    assert.equal(sum(energy.months), sum(energy.days), 'the months have all days in them');
    assert.deepEqual(
      energy.days.map(({ date }) => date),
      energy.days.map(({ date }) => date).toSorted(),
    );
    const before = successOf(await page.request('/plug', targetOf(plug))).plug.clock;
    assert.equal(before.state, 'off');
    assert.ok(Math.abs((before.aheadSeconds ?? 0) - 600) < 5);
    plug.faults.clockOffsetSeconds = 0;
    const set = await page.request('/clock', { ...targetOf(plug), timezone: 'America/New_York' });
    assert.deepEqual(set, { timezone: 'America/New_York' });
    const after = successOf(await page.request('/plug', targetOf(plug))).plug.clock;
    assert.deepEqual([after.state, after.timezone], ['right', 'America/New_York']);
  });

  test('a second search ends the first, and a stopped one ends at once', async t => {
    const page = await openPage(t);
    const port = await freePort();
    const first = await page.request('/find/start', { keys: [], subnets: ['127.0.0.0/22'], port });
    const second = await page.request('/find/start', { keys: [], subnets: ['127.0.0.0/22'], port });
    await until(
      () => page.finds.some(({ search, kind }) => search === first.search && kind === 'end'),
      2000,
      'its end',
    );
    assert.deepEqual(await page.request('/find/stop', {}), { stopped: true });
    await foundBy(page, second.search);
    const ends = page.finds.filter(event => event.kind === 'end');
    assert.deepEqual(ends, [
      { search: first.search, kind: 'end', reason: 'stopped' },
      { search: second.search, kind: 'end', reason: 'stopped' },
    ]);
    assert.deepEqual(await page.request('/find/stop', {}), { stopped: false });
  });

  test('reports progress a few times a second, however many addresses there are', async t => {
    const page = await openPage(t);
    const startedAt = performance.now();
    const { search } = await page.request('/find/start', {
      keys: [],
      subnets: ['127.0.9.0/25'],
      port: await freePort(),
    });
    await foundBy(page, search);
    const seconds = (performance.now() - startedAt) / 1000;
    const progress = page.finds.filter(({ kind }) => kind === 'progress').length;
    assert.ok(progress >= 2 && progress <= 5 * seconds + 3, `${progress} in ${seconds} s`);
  });

  test('without a key, found plugs are shown as not tried', async t => {
    const port = await freePort();
    const plug = await plugFor(t, 'mss310-6.1.8', { address: '127.0.0.45', port });
    const page = await openPage(t);
    const { search } = await page.request('/find/start', { keys: [], subnets: ['127.0.0.45/32'], port });
    assert.deepEqual(await foundBy(page, search), [{ host: `127.0.0.45:${port}`, uuid: plug.uuid, key: 'not tried' }]);
  });

  test('a hundred plugs are all answered when they are asked at the same time', async t => {
    const plugs = await Promise.all(Array.from({ length: 100 }, () => startPlug({ model: 'mss310-2.1.17' })));
    t.after(() => Promise.all(plugs.map(plug => plug.close())));
    const page = await openPage(t);
    const replies = await Promise.all(plugs.map(plug => page.request('/state', targetOf(plug))));
    assert.deepEqual(
      replies.map(reply => successOf(reply).uuid),
      plugs.map(({ uuid }) => uuid),
    );
  });

  test('shows whether a broker listens on this computer', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8', { address: '127.0.0.1' });
    const port = Number(plug.host.split(':')[1]);
    const page = await openPage(t);
    assert.deepEqual(await page.request('/push', { port }), { addresses: [], port, isListening: true });
    const free = await freePort();
    assert.deepEqual(await page.request('/push', { port: free }), { addresses: [], port: free, isListening: false });
  });

  test('what is in flight ends when the page is closed', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8', { faults: { delayMs: 10_000 } });
    const page = await openPage(t);
    const state = page.request('/state', targetOf(plug));
    await until(() => plug.requests.length > 0, 5000, 'the request');
    const closedAt = performance.now();
    page.close();
    assert.equal(failureIn(await state).kind, 'given-up');
    assert.ok(performance.now() - closedAt < 1000);
  });
});
