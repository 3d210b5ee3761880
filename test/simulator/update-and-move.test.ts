import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, get, plugOf } from './client.ts';

const all = 'Appliance.System.All';
const ability = 'Appliance.System.Ability';
const model = 'mss310-2.1.17';

async function uuidAt(plug: SimulatedPlug): Promise<unknown> {
  return at(await get(plug, all), 'all', 'system', 'hardware', 'uuid');
}

test('an update changes version and abilities, and what the plug hangs up on', async t => {
  const plug = await plugOf(t, model);
  plug.update({ firmwareVersion: '2.2.0' });
  assert.equal(at(await get(plug, all), 'all', 'system', 'firmware', 'version'), '2.2.0');
  assert.equal(at(await get(plug, 'Appliance.System.Debug'), 'debug', 'system', 'version'), '2.2.0');
  assert.deepEqual(await get(plug, ability), plug.model.state.get(ability));
  const abilities = { [all]: {}, [ability]: {}, 'Appliance.Control.Multiple': { maxCmdNum: 1 } };
  plug.update({ firmwareVersion: '2.3.0', abilities });
  assert.deepEqual(at(await get(plug, ability), 'ability'), abilities);
  assert.deepEqual(Object.fromEntries(plug.abilities), abilities);
  assert.equal(await sendRequest(plug, 'GET', 'Appliance.Control.Electricity'), undefined);
  const one = { header: { method: 'GET', namespace: all }, payload: {} };
  assert.ok(await sendRequest(plug, 'SET', 'Appliance.Control.Multiple', { multiple: [one] }));
  assert.equal(await sendRequest(plug, 'SET', 'Appliance.Control.Multiple', { multiple: [one, one] }), undefined);
});

test('an update may bring encryption with it', async t => {
  const plug = await plugOf(t, model);
  plug.faults.encryption = 'required';
  plug.update({ firmwareVersion: '2.4.0' });
  plug.faults.encryption = 'as recorded';
  assert.equal(plug.abilities.has('Appliance.Encrypt.ECDHE'), false);
});

test('a plug moves to another port, and nobody answers at the old one', async t => {
  const plug = await plugOf(t, model);
  const before = plug.host;
  const after = await plug.move();
  assert.equal(plug.host, after);
  assert.notEqual(after, before);
  assert.equal(await uuidAt(plug), plug.uuid);
  const replacement = await plugOf(t, model, { port: Number(before.split(':')[1]) });
  assert.equal(replacement.host, before);
});

test('a plug moves to another address, and says so', async t => {
  const plug = await plugOf(t, model);
  const host = await plug.move({ address: '127.0.0.22' });
  assert.match(host, /^127\.0\.0\.22:\d+$/);
  assert.equal(at(await get(plug, all), 'all', 'system', 'firmware', 'innerIp'), '127.0.0.22');
});

test('two plugs swap their places', async t => {
  const one = await plugOf(t, model, { address: '127.0.0.21' });
  const other = await plugOf(t, 'mss305', { address: '127.0.0.22' });
  const [hostOfOne, hostOfOther] = [one.host, other.host];
  one.turn(0, false);
  await SimulatedPlug.swap(one, other);
  assert.deepEqual([one.host, other.host], [hostOfOther, hostOfOne]);
  assert.equal(await uuidAt(one), one.uuid);
  assert.equal(await uuidAt(other), other.uuid);
  assert.equal(at(await get(one, all), 'all', 'system', 'firmware', 'innerIp'), '127.0.0.22');
  assert.equal(one.isOn(), false);
});

test('a plug that was never started has no place to leave', async () => {
  const plug = new SimulatedPlug({ model: await loadModel(model) });
  await assert.rejects(plug.move(), /has not been started/);
  await assert.rejects(SimulatedPlug.swap(plug, plug), /has not been started/);
  await plug.close();
});
