import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sendRequest, at, get, type Reply, set, until } from './client.ts';
import { account, newPlug, setKey } from '../support/new-plug.ts';

const all = 'Appliance.System.All';
const hardware = 'Appliance.System.Hardware';
const keyName = 'Appliance.Config.Key';
const wifiList = 'Appliance.Config.WifiList';
const refused = { code: 'ECONNREFUSED' };

/** Whether a reply is signed with this key. */
function isSignedWith(key: string, reply: Reply | undefined): boolean {
  const { messageId, timestamp, sign } = reply?.header ?? {};
  const right = createHash('md5')
    .update(`${String(messageId)}${key}${String(timestamp)}`)
    .digest('hex');
  return sign === right;
}

test('a plug from the box takes any signature and signs with no key', async t => {
  const plug = await newPlug(t);
  assert.equal(plug.mode, 'pairing');
  assert.equal(plug.key, '');
  assert.match(plug.host, /^127\.0\.0\.30:\d+$/);
  for (const key of ['', 'key', account.key]) {
    const reply = await sendRequest(plug, 'GET', hardware, {}, { key, from: '', timestamp: '0' });
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

test('the answer to Config.Key is signed with the new key, and so is what follows', async t => {
  const plug = await newPlug(t);
  assert.ok(isSignedWith(account.key, await setKey(plug, account, { key: '' })));
  assert.deepEqual(plug.account, account);
  const reply = await sendRequest(plug, 'GET', all, {}, { key: 'any other' });
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

test('it is silent on one question, and hangs up on another', async t => {
  const plug = await newPlug(t);
  plug.faults.silent = namespace => namespace === wifiList;
  plug.faults.hangUp = (namespace, method) => namespace === keyName && method === 'SET';
  const pending = sendRequest(plug, 'GET', wifiList);
  await until(() => plug.requests.at(-1)?.outcome === 'silent');
  assert.equal(await setKey(plug), undefined);
  assert.equal(plug.key, '');
  await get(plug, all);
  await plug.close();
  assert.equal(await pending, undefined);
});

test('power goes after the second request; what Config.Key reported is not forgotten', async t => {
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
