import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, get, set, until } from './client.ts';
import { encryptedPassword, homeNetwork, join, newPlug, setKey, wifiOf } from '../support/new-plug.ts';

const all = 'Appliance.System.All';
const trace = 'Appliance.Config.Trace';
const wifi = 'Appliance.Config.Wifi';
const wifiList = 'Appliance.Config.WifiList';
const wifiX = 'Appliance.Config.WifiX';

/** Until it has tried to join, in vain, and listens in pairing mode. */
async function comesBack(plug: SimulatedPlug): Promise<void> {
  await until(() => plug.lastAttempt !== undefined);
  await plug.waitFor('pairing');
}

test('it reports the networks that it hears, after a while', async t => {
  const plug = await newPlug(t, {
    scanMs: 100,
    networks: [{ ...homeNetwork, channel: 36 }, homeNetwork, { ...homeNetwork, bssid: 'aa-bb' }],
  });
  const started = performance.now();
  const rows = at(await get(plug, wifiList), 'wifiList');
  assert.ok(performance.now() - started >= 95);
  const row = { ssid: 'TWFpc29u', bssid: homeNetwork.bssid, signal: 70, channel: 6, encryption: 6, cipher: 3 };
  assert.deepEqual(rows, [row, { ...row, bssid: 'aa-bb' }]);
  plug.faults.scanIsEmpty = true;
  assert.deepEqual(at(await get(plug, wifiList), 'wifiList'), []);
});

test('with the right password it leaves its access point and is in the house, and wants its key there', async t => {
  const plug = await newPlug(t);
  const accessPoint = plug.host;
  await setKey(plug);
  await join(plug);
  await plug.waitFor('home');
  assert.match(plug.host, /^127\.0\.0\.31:\d+$/);
  assert.equal((await sendRequest(plug, 'GET', all, {}, { key: 'wrong' }))?.header['method'], 'ERROR');
  const system = at(await get(plug, all), 'all', 'system');
  assert.equal(at(system, 'firmware', 'innerIp'), '127.0.0.31');
  const other = await newPlug(t, { accessPoint: { address: '127.0.0.30', port: Number(accessPoint.split(':')[1]) } });
  assert.equal(other.host, accessPoint);
});

test('while it joins nobody answers anywhere', async t => {
  const plug = await newPlug(t, { joinMs: 60_000, accessPoint: { address: '127.0.0.30', port: 0 } });
  const before = plug.host;
  await join(plug);
  await plug.waitFor('joining');
  assert.equal(plug.mode, 'joining');
  assert.throws(() => plug.host, /not been started there/);
  const squatter = await newPlug(t, { accessPoint: { address: '127.0.0.30', port: Number(before.split(':')[1]) } });
  assert.equal(squatter.host, before);
});

const misses = [
  ['a wrong password', { password: 'Hunter22' }, 2, 'wrong password'],
  ['a network that is not there', { ssid: Buffer.from('Maison5').toString('base64') }, 1, 'no ap found'],
  ['the bssid of another', { bssid: '11-22-33-44-55-66' }, 1, 'no ap found'],
  ['another channel', { channel: 7 }, 1, 'no ap found'],
  ['another cipher', { cipher: 2 }, 1, 'no ap found'],
] as const;

for (const [what, difference, code, info] of misses) {
  test(`with ${what} it is back in pairing mode, and can tell why`, async t => {
    const plug = await newPlug(t);
    const accessPoint = plug.host;
    assert.deepEqual(at(await get(plug, trace), 'trace'), { ssid: '', code: 0, info: '' });
    const entry: Record<string, unknown> = { ...wifiOf(homeNetwork.password), ...difference };
    await set(plug, wifiX, { wifi: { ...entry, password: encryptedPassword(plug, String(entry['password'])) } });
    await comesBack(plug);
    assert.equal(plug.host, accessPoint);
    const fields = at(await get(plug, trace), 'trace');
    assert.equal(at(fields, 'code'), code);
    assert.equal(at(fields, 'info'), info);
    await join(plug);
    await plug.waitFor('home');
  });
}

test('a plug that wants the whole entry does not join without it, others do', async t => {
  const plug = await newPlug(t);
  const password = encryptedPassword(plug, homeNetwork.password);
  plug.faults.needsWholeEntry = true;
  await set(plug, wifiX, { wifi: { ssid: 'TWFpc29u', password } });
  await comesBack(plug);
  plug.faults.needsWholeEntry = false;
  await set(plug, wifiX, { wifi: { ssid: 'TWFpc29u', password, channel: '6' } });
  await plug.waitFor('home');
});

test('an older plug takes the password in base64, and knows no WifiX', async t => {
  const plug = await newPlug(t, {}, 'mss310-2.1.17');
  assert.equal(
    await sendRequest(plug, 'SET', wifiX, { wifi: wifiOf(encryptedPassword(plug, homeNetwork.password)) }),
    undefined,
  );
  assert.equal(plug.mode, 'pairing');
  await set(plug, wifi, { wifi: wifiOf(Buffer.from(homeNetwork.password).toString('base64')) });
  await plug.waitFor('home');
});

test('a plug in use hangs up on another network', async t => {
  const plug = await newPlug(t, { isNew: false });
  assert.equal(plug.mode, 'home');
  assert.equal(
    await sendRequest(plug, 'SET', wifiX, { wifi: wifiOf(encryptedPassword(plug, homeNetwork.password)) }),
    undefined,
  );
  assert.equal(await sendRequest(plug, 'GET', wifiList), undefined);
  assert.equal(plug.mode, 'home');
});

test('a network that has vanished is not joined', async t => {
  const plug = await newPlug(t);
  plug.faults.networkMissing = true;
  await join(plug);
  await comesBack(plug);
  assert.equal(at(await get(plug, trace), 'trace', 'code'), 1);
});

test('the acknowledgement of the network is lost, and the plug joins all the same', async t => {
  const plug = await newPlug(t);
  plug.faults.ackLost = namespace => namespace === wifiX;
  await setKey(plug);
  assert.equal(
    await sendRequest(plug, 'SET', wifiX, { wifi: wifiOf(encryptedPassword(plug, homeNetwork.password)) }),
    undefined,
  );
  assert.equal(plug.requests.at(-1)?.outcome, 'lost');
  await plug.waitFor('home');
  await get(plug, all);
});

test('a plug that loses power while it joins tries again', async t => {
  const plug = await newPlug(t, { joinMs: 30 });
  plug.faults.powerCutAfter = 2;
  await setKey(plug);
  await join(plug);
  await plug.unplug();
  assert.equal(plug.mode, 'joining');
  await plug.plugIn();
  await plug.waitFor('home');
  await get(plug, all);
});

test('a port in the house that is taken is said to whoever waits', async t => {
  const plug = await newPlug(t);
  const port = Number(plug.host.split(':')[1]);
  const second = await newPlug(t, { address: '127.0.0.30', port });
  await join(second);
  await assert.rejects(second.waitFor('home'), { code: 'EADDRINUSE' });
});
