import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, get, plugOf, type Reply } from './client.ts';
import { account } from '../support/new-plug.ts';

const all = 'Appliance.System.All';
const model = 'mss310-2.1.17';

function rekey(plug: SimulatedPlug, key = plug.key): Promise<Reply | undefined> {
  return sendRequest(plug, 'SET', 'Appliance.Config.Key', { key: { ...account, key: 'new key' } }, { key });
}

async function errorCode(plug: SimulatedPlug, key: string): Promise<unknown> {
  return at((await sendRequest(plug, 'GET', all, {}, { key }))?.payload, 'error', 'code');
}

test('a plug in use takes a new key from whoever has the old one, and wants that from then on', async t => {
  const plug = await plugOf(t, model);
  const old = plug.key;
  assert.equal(at((await rekey(plug, 'wrong'))?.payload, 'error', 'code'), 5001);
  assert.equal((await rekey(plug))?.header['method'], 'SETACK');
  assert.equal(plug.key, 'new key');
  assert.equal(await errorCode(plug, old), 5001);
  assert.equal(at(await get(plug, all), 'all', 'system', 'firmware', 'server'), account.gateway.host);
  assert.equal(at(await get(plug, 'Appliance.System.Debug'), 'debug', 'cloud', 'mainPort'), account.gateway.port);
});

for (const [sign, key] of [
  ['new', 'new key'],
  ['old', '0123456789abcdef0123456789abcdef'],
] as const) {
  test(`the answer to a new key is signed with the ${sign} one`, async t => {
    const plug = await plugOf(t, model, { now: () => 1735689600_000 });
    plug.faults.newKeySign = sign;
    const reply = await rekey(plug);
    const messageId = String(reply?.header['messageId']);
    const { signatureOf } = await import('../../simulator/envelope.ts');
    assert.equal(reply?.header['sign'], signatureOf(messageId, key, 1735689600));
  });
}

test('a new key that is in force after the next power cut only', async t => {
  const plug = await plugOf(t, model);
  const old = plug.key;
  plug.faults.newKey = 'after a reboot';
  await rekey(plug);
  assert.equal(plug.key, old);
  assert.equal(await errorCode(plug, 'new key'), 5001);
  await plug.unplug();
  await plug.plugIn();
  assert.equal(plug.key, 'new key');
  assert.equal(await errorCode(plug, old), 5001);
});

test('a new key is refused, and the old one stays', async t => {
  const plug = await plugOf(t, model);
  plug.faults.newKey = 'refused';
  assert.equal((await rekey(plug))?.header['method'], 'ERROR');
  assert.notEqual(plug.key, 'new key');
  await get(plug, all);
});
