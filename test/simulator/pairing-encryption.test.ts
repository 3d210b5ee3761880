import assert from 'node:assert/strict';
import { createECDH, createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { PairingFaults, SimulatedPlug, SimulatedPlugOptions } from '../../simulator/index.ts';
import { sendRequest, at, message, type Reply } from './client.ts';
import { account, encryptedPassword, homeNetwork, newPlug, setKey, wifiOf } from '../support/new-plug.ts';
import { postEncrypted } from './encrypted-client.ts';

const all = 'Appliance.System.All';
const ability = 'Appliance.System.Ability';
const ecdheNamespace = 'Appliance.Encrypt.ECDHE';
const wifiList = 'Appliance.Config.WifiList';

const encryptingPlug = (
  t: TestContext,
  faults: Partial<PairingFaults> = {},
  options: Partial<SimulatedPlugOptions> = {},
) => newPlug(t, { faults, ...options }, 'mss110-7.3.37');

/** Both halves of an exchange; the plug's, and the key that follows from it, where it gives one. */
async function agree(plug: SimulatedPlug, step = 1): Promise<{ reply: Reply | undefined; key: string }> {
  const ours = createECDH('prime256v1');
  const pubkey = ours.generateKeys('base64');
  const reply = await sendRequest(plug, 'SET', ecdheNamespace, { ecdhe: { step, pubkey } }, { from: '' });
  const theirs = at(reply?.payload, 'ecdhe', 'pubkey');
  const isPoint = typeof theirs === 'string' && Buffer.from(theirs, 'base64').length === 65;
  const shared = isPoint ? ours.computeSecret(theirs, 'base64') : Buffer.alloc(0);
  return { reply, key: createHash('md5').update(shared).digest('hex') };
}

const requestEncrypted = (plug: SimulatedPlug, key: string, method: string, namespace: string, payload: object = {}) =>
  postEncrypted(plug, message(plug, method, namespace, payload, { from: '' }), key);

test('a plug from the box that encrypts answers queries in clear, and hangs up on commands in clear', async t => {
  const plug = await encryptingPlug(t);
  for (const namespace of [all, ability, wifiList]) {
    assert.equal((await sendRequest(plug, 'GET', namespace, {}, { from: '' }))?.header['method'], 'GETACK', namespace);
  }
  assert.equal(await setKey(plug), undefined);
  assert.equal(plug.key, '');
});

test('once a cipher is agreed on, it takes key and network encrypted, and goes home', async t => {
  const plug = await encryptingPlug(t);
  const { reply, key } = await agree(plug);
  assert.deepEqual([reply?.header['method'], at(reply?.payload, 'ecdhe', 'step')], ['SETACK', 2]);
  assert.equal((await requestEncrypted(plug, key, 'GET', wifiList))?.header['method'], 'GETACK');
  const given = await requestEncrypted(plug, key, 'SET', 'Appliance.Config.Key', { key: account });
  assert.equal(given?.header['method'], 'SETACK');
  assert.deepEqual(plug.account, account);
  const wifi = wifiOf(encryptedPassword(plug, homeNetwork.password));
  assert.equal(
    (await requestEncrypted(plug, key, 'SET', 'Appliance.Config.WifiX', { wifi }))?.header['method'],
    'SETACK',
  );
  await plug.waitFor('home');
  assert.equal(await requestEncrypted(plug, key, 'GET', all), undefined, 'what was agreed on is forgotten');
  assert.equal((await postEncrypted(plug, message(plug, 'GET', all)))?.header['method'], 'GETACK');
  assert.deepEqual(
    plug.requests.map(({ inClear }) => inClear),
    [true, false, false, false, false],
  );
});

test('only the last agreement counts, and none survives a power cut', async t => {
  const plug = await encryptingPlug(t);
  const first = await agree(plug);
  const second = await agree(plug);
  assert.equal(await requestEncrypted(plug, first.key, 'GET', all), undefined);
  assert.ok(await requestEncrypted(plug, second.key, 'GET', all));
  await plug.unplug();
  await plug.plugIn();
  assert.equal(await requestEncrypted(plug, second.key, 'GET', all), undefined);
});

test('an exchange that is none is hung up on, and so is one in use or with a plug that does not list it', async t => {
  const plug = await encryptingPlug(t);
  assert.equal((await agree(plug, 2)).reply, undefined);
  for (const ecdhe of [{ step: 1, pubkey: 'bm8gcG9pbnQ=' }, { step: 1 }, {}]) {
    assert.equal(await sendRequest(plug, 'SET', ecdheNamespace, { ecdhe }), undefined);
  }
  assert.equal((await agree(await newPlug(t))).reply, undefined);
  const inUse = await newPlug(t, { isNew: false }, 'mss110-7.3.37');
  assert.equal((await agree(inUse)).reply, undefined);
});

for (const [agreement, code] of [
  ['hang-up', undefined],
  ['error', 5000],
] as const) {
  test(`an agreement is refused by ${agreement}`, async t => {
    const { reply } = await agree(await encryptingPlug(t, { agreement }));
    assert.equal(at(reply?.payload, 'error', 'code'), code);
  });
}

test('an agreement may be nonsense', async t => {
  const { reply } = await agree(await encryptingPlug(t, { agreement: 'nonsense' }));
  assert.deepEqual(reply?.payload, { ecdhe: { step: 2, pubkey: 'bm8gcG9pbnQ=' } });
});

test('another plug from the box answers nothing but its abilities in clear, or everything', async t => {
  const strict = await encryptingPlug(t, { pairingClear: 'abilities' });
  assert.equal(await sendRequest(strict, 'GET', all, {}, { from: '' }), undefined);
  assert.ok(await sendRequest(strict, 'GET', ability, {}, { from: '' }));
  assert.ok((await agree(strict)).reply);
  const lax = await encryptingPlug(t, { pairingClear: 'everything' });
  assert.equal((await setKey(lax))?.header['method'], 'SETACK');
});
