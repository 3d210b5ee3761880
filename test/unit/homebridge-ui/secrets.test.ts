/** No key and no password leaves the server of the settings page, whatever happens to a request. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Requests } from '../../../src/homebridge-ui/api.ts';
import { dataWithoutSecrets, secretsIn } from '../../../src/homebridge-ui/hidden-secrets.ts';
import { freePort } from '../../support/homebridge.ts';
import { plugFor } from '../../cli/command-line.ts';
import { foundBy, openPage, targetOf, type TestPage } from './page-fixture.ts';

const KEY = 'CANARYkey00112233445566778899aab';
const OTHER = 'CANARYother112233445566778899aab';
const PASSWORD = 'CANARYpassword';

/** A request to every path but the one that may reply keys, with keys and passwords wherever one can be. */
async function requestEverything(
  page: TestPage,
  target: { readonly host: string; readonly key: string },
): Promise<void> {
  const rekey = { ...target, newKey: OTHER, broker: 'none' };
  const pairing = {
    by: 'ap',
    target: target.host,
    ssid: 'Maison',
    password: PASSWORD,
    key: OTHER,
    subnets: ['127.0.0.1/32'],
  };
  const bodies: Readonly<Record<Exclude<keyof Requests, '/take-over/entries'>, object>> = {
    '/find/start': { keys: [OTHER, KEY], subnets: ['127.0.0.1/32'], port: Number(target.host.split(':')[1]) },
    '/find/stop': {},
    '/plug': target,
    '/state': target,
    '/switch': { ...target, channel: 0, on: true },
    '/test': { devices: [target, { ...target, name: 'Lamp' }], index: 0 },
    '/energy': target,
    '/clock': target,
    '/rekey/plan': rekey,
    '/rekey/run': { ...rekey, newKey: target.key },
    '/push': { password: PASSWORD },
    '/pairing/scan': { password: PASSWORD },
    '/pairing/run': pairing,
    '/report': { devices: [target] },
    '/take-over': {},
  };
  for (const [path, body] of Object.entries(bodies)) {
    await page.send(path as keyof Requests, { ...body, password: PASSWORD }).catch(() => undefined);
    // A key in a wrong member is refused, and the refusal does not quote it.
    await page.send(path as keyof Requests, { ...body, host: OTHER, keys: KEY, ssid: PASSWORD }).catch(() => undefined);
  }
}

test('no reply, event or error of any request has a key or a password in it', async t => {
  const plug = await plugFor(t, 'mss310-6.1.8', { address: '127.0.0.1', port: await freePort(), key: KEY });
  const { folder } = await openPage(t);
  const configPath = join(folder, 'config.json');
  const device = { name: OTHER, serialNumber: plug.uuid, deviceUrl: '127.0.0.1', model: 'MSS310', userkey: OTHER };
  await writeFile(
    configPath,
    JSON.stringify({ platforms: [{ platform: 'Meross', userkey: KEY, singleDevices: [device] }] }),
  );
  const page = await openPage(t, { configPath, arrivalMs: 200 });
  for (const key of [KEY, OTHER]) await requestEverything(page, { ...targetOf(plug), key });
  const { search } = await page.request('/find/start', {
    keys: [OTHER, KEY],
    subnets: ['127.0.0.1/32'],
    port: Number(plug.host.split(':')[1]),
  });
  assert.equal((await foundBy(page, search))[0]?.keyIndex, [OTHER, KEY].indexOf(plug.key));
  for (const fault of [{ wrongKey: true }, { garbage: 'html' }, { refuseWithError: 5000 }, { hangUp: true }] as const) {
    Object.assign(plug.faults, fault);
    await requestEverything(page, targetOf(plug));
  }
  await plug.unplug();
  await requestEverything(page, targetOf(plug));
  assert.ok(page.received().length > 10_000);
  assert.doesNotMatch(page.received(), /CANARY/);
  const entries = await page.request('/take-over/entries', { ids: [0] });
  assert.match(JSON.stringify(entries), /"key":"CANARYother/);
});

test('a text with a secret of the request in it is sent without that secret', () => {
  const secrets = secretsIn({
    key: 'short',
    newKey: 'a-longer-key',
    devices: [{ key: 'the-key-of-an-entry', name: 'not a secret' }],
  });
  const data = {
    'a-longer-key': ['it is a-longer-key, or the-key-of-an-entry'],
    name: 'not a secret',
    short: 'short',
    on: true,
  };
  assert.deepEqual(dataWithoutSecrets(data, secrets), {
    'a-longer-key': ['it is (hidden), or (hidden)'],
    name: 'not a secret',
    short: 'short',
    on: true,
  });
});
