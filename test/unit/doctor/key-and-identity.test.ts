import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { replyTo, OK, portOf, serve, UUID } from '../transport/plain-server.ts';
import { examine, failed, layer, startPlug, examinedPlug, warned } from './doctor-fixture.ts';

const OTHER = '2401011234567890340148e1e9a1b2c3';

test('a wrong key is reported as a wrong key, and not as a network problem', async t => {
  const plug = await startPlug(t);
  const diagnosis = await examine(examinedPlug(plug, { key: 'not the key of this plug' }));
  assert.deepEqual(failed(diagnosis), ['key']);
  assert.match(diagnosis.verdict, /does not accept this key.*Ruled out:.*a device of another make\./);
  assert.match(
    diagnosis.todo ?? '',
    /Use the key that was given.*meross-local provision.*Meross app\? \S*docs\/meross-app\.md$/,
  );
  assert.equal(diagnosis.exit, 4);
});

test('a key that no longer fits, as after pairing again, is reported in the same way', async t => {
  const plug = await startPlug(t, 'mss110-7.3.37');
  plug.faults.wrongKey = true;
  assert.equal((await examine(examinedPlug(plug))).exit, 4);
});

test('an encrypting plug that lists its abilities for any key, and hangs up on the rest, has another key', async t => {
  const ability = { 'Appliance.Encrypt.ECDHE': {}, 'Appliance.System.All': {}, 'Appliance.Control.ToggleX': {} };
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const id = /"messageId":"(\w+)".*System\.Ability/.exec(body)?.[1];
      if (id === undefined) return void response.destroy();
      const header = {
        messageId: id,
        namespace: 'Appliance.System.Ability',
        method: 'GETACK',
        from: `/appliance/${UUID}/publish`,
      };
      return void response.end(JSON.stringify({ header, payload: { ability } }));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = { host: '127.0.0.1', port: portOf(server.address()) };
  const diagnosis = await examine({ label: 'the lamp', address, key: 'the wrong one' });
  assert.deepEqual(failed(diagnosis), ['key']);
  assert.match(diagnosis.verdict, /accepts only encrypted queries, and cannot decrypt/);
  assert.equal(diagnosis.exit, 4);
});

test('without a key, the layers before the key are checked', async t => {
  const plug = await startPlug(t);
  const diagnosis = await examine(examinedPlug(plug, { key: undefined }));
  assert.deepEqual(failed(diagnosis), ['key']);
  assert.match(diagnosis.verdict, /No key was given/);
  assert.match(diagnosis.todo ?? '', /docs\/meross-app\.md$/);
  assert.equal(diagnosis.exit, 2);
  assert.equal(layer(diagnosis, 'envelope').verdict, 'ok');
});

test('a plug that accepts any key is a warning: every device in the network can switch it', async t => {
  const hardware = { type: 'mss310', version: '2.0.0', uuid: UUID, macAddress: '48:e1:e9:a1:b2:c3' };
  const time = { timestamp: Math.floor(Date.now() / 1000), timezone: 'Europe/London', timeRule: [] };
  const all = {
    system: { hardware, firmware: { version: '2.1.17' }, time, online: { status: 0 } },
    digest: { togglex: [{ channel: 0, onoff: 0, lmTime: 0 }] },
  };
  const ability = { 'Appliance.System.All': {}, 'Appliance.Control.ToggleX': {} };
  const { host, port } = await serve(t, received => {
    const payload = received.message['namespace'] === 'Appliance.System.All' ? { all } : { ability };
    received.socket.end(OK + replyTo(received, { payload }));
  });
  const diagnosis = await examine({ label: 'the lamp', address: { host, port }, key: 'any' });
  assert.deepEqual(warned(diagnosis), ['key']);
  assert.match(layer(diagnosis, 'key').says, /accepts any key/);
  assert.match(layer(diagnosis, 'broker').says, /It has no MQTT broker/);
  assert.equal(diagnosis.exit, 0);
});

test('another plug at the address is reported before its key is tried', async t => {
  const plug = await startPlug(t);
  for (const key of [plug.key, 'not the key of this plug']) {
    const diagnosis = await examine(examinedPlug(plug, { key, uuid: OTHER }));
    assert.deepEqual(failed(diagnosis), ['identity']);
    assert.match(diagnosis.verdict, /Another Meross device has this address/);
    assert.equal(diagnosis.exit, 6);
    assert.equal(layer(diagnosis, 'key').verdict, 'not looked at');
  }
  assert.equal((await examine(examinedPlug(plug, { uuid: plug.uuid }))).exit, 0, 'the expected plug is fine');
});

test('a Meross device that is not a plug is reported as such', async t => {
  const meter = await examine(examinedPlug(await startPlug(t, 'em06-2.3.8')));
  assert.deepEqual(failed(meter), ['abilities']);
  assert.match(meter.verdict, /not a plug: it has nothing to switch/);
  assert.equal(meter.exit, 5);

  const garageDoor = await startPlug(t);
  const abilities = Object.fromEntries([...garageDoor.model.abilities, ['Appliance.GarageDoor.State', {}]]);
  garageDoor.update({ firmwareVersion: '3.1.1', abilities });
  const door = await examine(examinedPlug(garageDoor));
  assert.deepEqual(failed(door), ['abilities']);
  assert.match(door.verdict, /not a plug: it switches something else than an outlet/);
});

test('a plug that hangs up on the query for its state refuses it, and is not unreachable', async t => {
  const plug = await startPlug(t);
  plug.faults.hangUp = namespace => namespace === 'Appliance.System.All';
  const diagnosis = await examine(examinedPlug(plug));
  assert.deepEqual(failed(diagnosis), ['key']);
  assert.match(diagnosis.verdict, /The query for its state failed: it hung up/);
  assert.equal(diagnosis.exit, 5);
});

test('whether a plug encrypts its messages is reported', async t => {
  const statement = async (model: string, encryption: 'as recorded' | 'off' | 'required'): Promise<string> => {
    const plug = await startPlug(t, model);
    plug.faults.encryption = encryption;
    const diagnosis = await examine(examinedPlug(plug));
    assert.equal(diagnosis.exit, 0);
    return layer(diagnosis, 'encryption').says;
  };
  assert.match(await statement('mss310-2.1.17', 'as recorded'), /does not encrypt its LAN messages/);
  assert.match(await statement('mss110-7.3.37', 'as recorded'), /encrypts its LAN messages/);
  assert.match(
    await statement('mss110-7.3.37', 'off'),
    /supports encrypted LAN messages, and accepts unencrypted ones/,
  );
  assert.match(await statement('mss310-2.1.17', 'required'), /encrypts its LAN messages/);
});

test('answers that are signed with another key are no fault', async t => {
  const plug = await startPlug(t);
  plug.faults.signature = 'wrong';
  const diagnosis = await examine(examinedPlug(plug));
  assert.match(layer(diagnosis, 'key').says, /The key fits.*signed with another key.*harmless/);
  assert.equal(diagnosis.exit, 0);
});
