import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { SimulatedPlug } from '../../src/simulator/index.ts';
import { ask, at, get, type Oddities, type Reply, set, until } from './client.ts';
import { account, encrypted, home, newPlug, wifiOf } from './newcomer.ts';

const all = 'Appliance.System.All';
const hardware = 'Appliance.System.Hardware';
const keyName = 'Appliance.Config.Key';
const trace = 'Appliance.Config.Trace';
const wifi = 'Appliance.Config.Wifi';
const wifiList = 'Appliance.Config.WifiList';
const wifiX = 'Appliance.Config.WifiX';
const refused = { code: 'ECONNREFUSED' };

/** Whether a reply is signed with this key. */
function isSignedWith(key: string, reply: Reply | undefined): boolean {
  const { messageId, timestamp, sign } = reply?.header ?? {};
  const right = createHash('md5')
    .update(`${String(messageId)}${key}${String(timestamp)}`)
    .digest('hex');
  return sign === right;
}

function setKey(plug: SimulatedPlug, key: object = account, oddities: Oddities = {}): Promise<Reply | undefined> {
  return ask(plug, 'SET', keyName, { key }, oddities);
}

function join(plug: SimulatedPlug, password = home.password): Promise<void> {
  return set(plug, wifiX, { wifi: wifiOf(encrypted(plug, password)) });
}

/** Until it has tried to join, in vain, and listens in pairing mode. */
async function comesBack(plug: SimulatedPlug): Promise<void> {
  await until(() => plug.lastAttempt !== undefined);
  await plug.waitFor('pairing');
}

test('a plug from the box takes any signature and signs with no key', async t => {
  const plug = await newPlug(t);
  assert.equal(plug.mode, 'pairing');
  assert.equal(plug.key, '');
  assert.match(plug.host, /^127\.0\.0\.30:\d+$/);
  for (const key of ['', 'key', account.key]) {
    const reply = await ask(plug, 'GET', hardware, {}, { key, from: '', timestamp: '0' });
    assert.equal(at(reply?.payload, 'hardware', 'uuid'), plug.uuid);
    assert.ok(isSignedWith('', reply));
  }
});

test('a plug from the box belongs to nobody, knows no zone and counts the seconds since it got power', async t => {
  let now = 1735689600_000;
  const plug = await newPlug(t, { now: () => now });
  now += 25_000;
  const system = at(await get(plug, all), 'all', 'system');
  assert.equal(at(system, 'time', 'timestamp'), 25);
  assert.equal(at(system, 'time', 'timezone'), '');
  assert.deepEqual(at(system, 'time', 'timeRule'), []);
  assert.equal(at(system, 'firmware', 'server'), '');
  assert.equal(at(system, 'firmware', 'port'), 0);
  assert.equal(at(system, 'firmware', 'userId'), 0);
  assert.equal(at(system, 'firmware', 'innerIp'), '127.0.0.30');
  assert.equal(at(system, 'online', 'status'), 0);
  await set(plug, 'Appliance.System.Time', { time: { timestamp: 1735689625, timezone: 'Europe/Paris', timeRule: [] } });
  now += 1000;
  assert.equal(at(await get(plug, all), 'all', 'system', 'time', 'timestamp'), 1735689626);
});

test('it tells the networks that it hears, after a while', async t => {
  const plug = await newPlug(t, {
    scanMs: 100,
    networks: [{ ...home, channel: 36 }, home, { ...home, bssid: 'aa-bb' }],
  });
  const started = performance.now();
  const rows = at(await get(plug, wifiList), 'wifiList');
  assert.ok(performance.now() - started >= 95);
  const row = { ssid: 'TWFpc29u', bssid: home.bssid, signal: 70, channel: 6, encryption: 6, cipher: 3 };
  assert.deepEqual(rows, [row, { ...row, bssid: 'aa-bb' }]);
  plug.faults.scanIsEmpty = true;
  assert.deepEqual(at(await get(plug, wifiList), 'wifiList'), []);
});

test('the answer to Config.Key is signed with the new key, and so is what follows', async t => {
  const plug = await newPlug(t);
  assert.ok(isSignedWith(account.key, await setKey(plug, account, { key: '' })));
  assert.deepEqual(plug.account, account);
  const reply = await ask(plug, 'GET', all, {}, { key: 'any other' });
  assert.ok(isSignedWith(account.key, reply));
  assert.equal(at(reply?.payload, 'all', 'system', 'firmware', 'server'), '127.0.0.1');
  assert.equal(at(reply?.payload, 'all', 'system', 'firmware', 'port'), 8883);
  assert.equal(at(reply?.payload, 'all', 'system', 'firmware', 'userId'), 1000);
});

test('a port in digits is taken, a key without a broker to go with it is not', async t => {
  const plug = await newPlug(t);
  await setKey(plug, { ...account, gateway: { host: '127.0.0.1', port: '2001' } });
  assert.equal(plug.account.gateway?.port, 2001);
  for (const gateway of [{}, { host: '127.0.0.1' }, { host: '', port: 1 }, { host: 'x', port: 65536 }, 'x']) {
    assert.equal(await setKey(plug, { ...account, gateway }), undefined, JSON.stringify(gateway));
  }
  assert.equal(await setKey(plug, { gateway: account.gateway }), undefined);
});

test('an empty key is refused by newer plugs, and by those whose fault says so', async t => {
  const newer = await newPlug(t);
  const older = await newPlug(t, {}, 'mss310-2.1.17');
  const empty = { ...account, key: '' };
  assert.equal((await setKey(newer, empty))?.header['method'], 'ERROR');
  assert.equal((await setKey(older, empty))?.header['method'], 'SETACK');
  newer.faults.emptyKey = 'taken';
  older.faults.emptyKey = 'refused';
  assert.equal((await setKey(newer, empty))?.header['method'], 'SETACK');
  assert.equal((await setKey(older, empty))?.header['method'], 'ERROR');
  newer.faults.newKey = 'refused';
  assert.equal((await setKey(newer))?.header['method'], 'ERROR');
  assert.equal(newer.key, '');
});

test('with the right password it leaves its access point and is in the house, and wants its key there', async t => {
  const plug = await newPlug(t);
  const accessPoint = plug.host;
  await setKey(plug);
  await join(plug);
  await plug.waitFor('home');
  assert.match(plug.host, /^127\.0\.0\.31:\d+$/);
  assert.equal((await ask(plug, 'GET', all, {}, { key: 'wrong' }))?.header['method'], 'ERROR');
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
    const entry = { ...wifiOf(home.password), ...difference };
    await set(plug, wifiX, { wifi: { ...entry, password: encrypted(plug, String(entry.password)) } });
    await comesBack(plug);
    assert.equal(plug.host, accessPoint);
    const told = at(await get(plug, trace), 'trace');
    assert.equal(at(told, 'code'), code);
    assert.equal(at(told, 'info'), info);
    await join(plug);
    await plug.waitFor('home');
  });
}

test('a plug that wants the whole entry does not join without it, others do', async t => {
  const plug = await newPlug(t);
  const password = encrypted(plug, home.password);
  plug.faults.needsWholeEntry = true;
  await set(plug, wifiX, { wifi: { ssid: 'TWFpc29u', password } });
  await comesBack(plug);
  plug.faults.needsWholeEntry = false;
  await set(plug, wifiX, { wifi: { ssid: 'TWFpc29u', password, channel: '6' } });
  await plug.waitFor('home');
});

test('an older plug takes the password in base64, and knows no WifiX', async t => {
  const plug = await newPlug(t, {}, 'mss310-2.1.17');
  assert.equal(await ask(plug, 'SET', wifiX, { wifi: wifiOf(encrypted(plug, home.password)) }), undefined);
  assert.equal(plug.mode, 'pairing');
  await set(plug, wifi, { wifi: wifiOf(Buffer.from(home.password).toString('base64')) });
  await plug.waitFor('home');
});

test('a plug in use hangs up on another network', async t => {
  const plug = await newPlug(t, { isNew: false });
  assert.equal(plug.mode, 'home');
  assert.equal(await ask(plug, 'SET', wifiX, { wifi: wifiOf(encrypted(plug, home.password)) }), undefined);
  assert.equal(await ask(plug, 'GET', wifiList), undefined);
  assert.equal(plug.mode, 'home');
});

test('a network that has vanished is not joined', async t => {
  const plug = await newPlug(t);
  plug.faults.networkGone = true;
  await join(plug);
  await comesBack(plug);
  assert.equal(at(await get(plug, trace), 'trace', 'code'), 1);
});

test('the acknowledgement of the network is lost, and the plug joins all the same', async t => {
  const plug = await newPlug(t);
  plug.faults.ackLost = namespace => namespace === wifiX;
  await setKey(plug);
  assert.equal(await ask(plug, 'SET', wifiX, { wifi: wifiOf(encrypted(plug, home.password)) }), undefined);
  assert.equal(plug.requests.at(-1)?.outcome, 'lost');
  await plug.waitFor('home');
  await get(plug, all);
});

test('it is silent on one question, and hangs up on another', async t => {
  const plug = await newPlug(t);
  plug.faults.silent = namespace => namespace === wifiList;
  plug.faults.hangUp = (namespace, method) => namespace === keyName && method === 'SET';
  const asked = ask(plug, 'GET', wifiList);
  await until(() => plug.requests.at(-1)?.outcome === 'silent');
  assert.equal(await setKey(plug), undefined);
  assert.equal(plug.key, '');
  await get(plug, all);
  await plug.close();
  assert.equal(await asked, undefined);
});

test('power goes after the second request; what Config.Key told is not forgotten', async t => {
  const plug = await newPlug(t);
  plug.faults.powerCutAfter = 2;
  await get(plug, all);
  await setKey(plug);
  await assert.rejects(get(plug, all), refused);
  await plug.plugIn();
  assert.equal(plug.mode, 'pairing');
  await get(plug, all);
  assert.equal(plug.key, account.key);
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

test('the button held makes a plug factory-new, and an access point is opened by those that have one', async t => {
  const plug = await newPlug(t, { isNew: false, key: 'old' });
  await plug.waitFor('home');
  plug.reset();
  await plug.waitFor('pairing');
  assert.equal(plug.key, '');
  assert.match(plug.host, /^127\.0\.0\.30:/);
  const silent = await newPlug(t, { accessPoint: undefined });
  assert.throws(() => silent.host, /opens no access point/);
  assert.equal(silent.bluetooth.isAdvertising, true);
});

test('a plug with LAN encryption answers nearly nothing over its access point', async t => {
  const plug = await newPlug(t, {}, 'mss110-7.3.37');
  assert.ok(await get(plug, 'Appliance.System.Ability'));
  assert.equal(await setKey(plug), undefined);
});

test('a port in the house that is taken is said to whoever waits', async t => {
  const plug = await newPlug(t);
  const port = Number(plug.host.split(':')[1]);
  const second = await newPlug(t, { address: '127.0.0.30', port });
  await join(second);
  await assert.rejects(second.waitFor('home'), { code: 'EADDRINUSE' });
});
