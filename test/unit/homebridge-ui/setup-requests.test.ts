/** Re-keying and setting up plugs from the settings page. */
import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { BluetoothError } from '../../../src/setup/radio.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { fasterClock } from '../../support/faster-clock.ts';
import { freePort } from '../../support/homebridge.ts';
import { homeNetwork, newPlug, onLoopback } from '../../support/new-plug.ts';
import { someUuid } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { plugFor } from '../../cli/command-line.ts';
import { SimulatedRadio } from '../setup/simulated-radio.ts';
import { failureIn, openPage, successOf, targetOf } from './page-fixture.ts';

const NEW_KEY = 'CANARYnew00112233445566778899aab';
const WIFI = { ssid: homeNetwork.ssid, password: homeNetwork.password };
const clock = fasterClock(30);

const keyCommands = (requests: readonly { readonly method: string; readonly namespace: string }[]): number =>
  requests.filter(({ method, namespace }) => method === 'SET' && namespace === 'Appliance.Config.Key').length;

describe('Re-keying from the settings page', { concurrency: 4 }, () => {
  test('a plan changes nothing, and names the command without keys', async t => {
    const plug = await plugFor(t, 'mss305');
    const page = await openPage(t);
    const body = { ...targetOf(plug), newKey: NEW_KEY, broker: '192.168.1.10' };
    const { plan } = successOf(await page.request('/rekey/plan', body));
    assert.equal(plan.changes[0], 'key: a new one instead of the current one');
    assert.match(plan.changes[1] ?? '', /^broker: 192\.168\.1\.10:8883 instead of /);
    assert.ok(plan.warnings.length > 0);
    const command = `MEROSS_KEY='…' MEROSS_NEW_KEY='…' meross-local rekey ${plug.host} --broker 192.168.1.10:8883`;
    assert.equal(plan.command, command);
    assert.equal(keyCommands(plug.requests), 0);
    assert.deepEqual(await readdir(page.folder), []);
    assert.doesNotMatch(page.received(), /CANARY/);
  });

  test('a run gives the plug the key, reports its steps, and keeps both keys in a file for its owner only', async t => {
    const plug = await plugFor(t, 'mss305');
    const page = await openPage(t);
    const { key: before } = plug;
    assert.deepEqual(await page.request('/rekey/run', { ...targetOf(plug), newKey: NEW_KEY }), { done: true });
    assert.equal(plug.key, NEW_KEY);
    assert.ok(page.steps.some(({ state, text }) => state === 'done' && text.startsWith('Key: ')));
    const [record = '', ...others] = await readdir(page.folder);
    assert.deepEqual([record, others], [`meross-rekey-${plug.uuid}.json`, []]);
    const path = join(page.folder, record);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const text = await readFile(path, 'utf8');
    assert.ok(text.includes(before) && text.includes(NEW_KEY) && text.includes('"step": "done"'));
    assert.doesNotMatch(page.received(), /CANARY/);
  });

  test('a run that was interrupted is completed with the key in its record', async t => {
    const plug = await plugFor(t, 'mss305');
    const page = await openPage(t);
    const { key: before } = plug;
    await page.request('/rekey/run', { ...targetOf(plug), newKey: NEW_KEY });
    const path = join(page.folder, `meross-rekey-${plug.uuid}.json`);
    const record = await readFile(path, 'utf8');
    await writeFile(path, record.replace('"step": "done"', '"step": "reading back"'));
    const target = { ...targetOf(plug), key: before };
    const { plan } = successOf(await page.request('/rekey/plan', { ...target, newKey: NEW_KEY }));
    assert.deepEqual(plan.changes, []);
    assert.deepEqual(await page.request('/rekey/run', { ...target, newKey: NEW_KEY }), { done: true });
    assert.match(await readFile(path, 'utf8'), /"step": "done"/);
  });

  test('a key that no plug accepts, a public broker, and nothing to change are refused before anything is sent', async t => {
    const plug = await plugFor(t, 'mss305');
    const page = await openPage(t);
    for (const wrong of [
      { newKey: 'two words' },
      { newKey: 'x'.repeat(33) },
      { broker: '8.8.8.8' },
      { broker: 'a b' },
      {},
    ]) {
      for (const path of ['/rekey/plan', '/rekey/run'] as const) {
        const { kind, happened } = failureIn(await page.request(path, { ...targetOf(plug), ...wrong }));
        assert.equal(kind, 'usage');
        assert.match(happened, /^[A-Z"].*\.$/);
      }
    }
    assert.equal(plug.requests.length, 0);
  });

  test('a plug that keeps its old key until its next start is not reported as done', async t => {
    const plug = await plugFor(t, 'mss305', { faults: { newKey: 'after a reboot' } });
    const page = await openPage(t, { clock });
    const { kind, advice } = failureIn(await page.request('/rekey/run', { ...targetOf(plug), newKey: NEW_KEY }));
    assert.equal(kind, 'not-done');
    assert.match(advice, /Unplug it for ten seconds/);
  });
});

describe('Setting up a plug from the settings page', { concurrency: 4 }, () => {
  test('a plug whose Wi-Fi this computer has joined is shown, and set up', async t => {
    const port = await freePort();
    const plug = await newPlug(t, { ...onLoopback, uuid: someUuid(), port });
    const page = await openPage(t, { accessPoint: parseAddress(plug.host), plugPort: port });
    const { accessPoint, bluetooth, command } = await page.request('/pairing/scan', {});
    assert.deepEqual(accessPoint, { host: plug.host, model: 'MSS305', uuid: plug.uuid });
    assert.match(bluetooth.isAvailable ? '' : bluetooth.why, /npm install/);
    assert.equal(command, 'meross-local provision');
    const body = { by: 'ap', target: plug.host, ...WIFI, key: NEW_KEY, subnets: ['127.0.0.1/32'] } as const;
    const { plug: done } = successOf(await page.request('/pairing/run', body));
    assert.deepEqual(done, { host: `127.0.0.1:${port}`, uuid: plug.uuid, key: 'fits', model: 'MSS305' });
    assert.equal(plug.key, NEW_KEY);
    assert.deepEqual(
      page.steps.filter(({ state }) => state === 'done').map(({ text }) => text.split(':')[0]),
      ['Plug', 'Networks', 'Time zone', 'Key', 'Wi-Fi', 'On the network'],
    );
    assert.ok(!page.received().includes(NEW_KEY) && !page.received().includes(WIFI.password));
  });

  test('a plug in reach of Bluetooth is shown, and set up', async t => {
    const port = await freePort();
    const plug = await newPlug(t, { ...onLoopback, accessPoint: undefined, uuid: someUuid(), port });
    const radio = (): Promise<SimulatedRadio> => Promise.resolve(new SimulatedRadio(plug));
    const page = await openPage(t, { radio, bluetoothMs: 200, plugPort: port });
    const { accessPoint, bluetooth } = await page.request('/pairing/scan', {});
    assert.equal(accessPoint, undefined);
    const [found] = bluetooth.isAvailable ? bluetooth.plugs : [];
    const body = { by: 'ble', ...WIFI, key: NEW_KEY, subnets: ['127.0.0.1/32'] } as const;
    const other = failureIn(await page.request('/pairing/run', { ...body, target: 'another' }));
    assert.equal(other.kind, 'setup');
    const { plug: done } = successOf(await page.request('/pairing/run', { ...body, target: found?.id ?? '' }));
    assert.equal(done.uuid, plug.uuid);
  });

  test('a plug in use at the address is no plug in pairing mode', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8');
    const radio = (): Promise<never> => Promise.reject(new BluetoothError('Bluetooth is switched off.'));
    const page = await openPage(t, { accessPoint: parseAddress(plug.host), radio });
    const { accessPoint, bluetooth } = await page.request('/pairing/scan', {});
    assert.equal(accessPoint, undefined);
    assert.deepEqual(bluetooth, { isAvailable: false, why: 'Bluetooth is switched off.' });
  });

  test('a network that the plug does not see fails with what is left on the plug; meanwhile no other plug is set up', async t => {
    const plug = await newPlug(t, { ...onLoopback, uuid: someUuid(), scanMs: 300 });
    const page = await openPage(t);
    const body = { by: 'ap', target: plug.host, ssid: 'Nowhere', password: WIFI.password, key: NEW_KEY } as const;
    const first = page.request('/pairing/run', body);
    await until(() => plug.requests.length > 0, 5000, 'its first request');
    const second = failureIn(await page.request('/pairing/run', body));
    assert.deepEqual([second.kind, second.happened], ['usage', 'A plug is being set up already.']);
    const { kind, happened, advice } = failureIn(await first);
    assert.equal(kind, 'setup');
    assert.match(happened, /does not see the network "Nowhere"/);
    assert.match(advice, /Nothing on the plug was changed|may be set/);
    assert.deepEqual(page.steps.at(-1), { text: happened, state: 'failed' });
    assert.equal(plug.mode, 'pairing');
  });
});
