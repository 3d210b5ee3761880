import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/clock.ts';
import {
  entriesReport,
  examineEntry,
  type EntryExamination,
  type EntryTarget,
  type ExaminedEntry,
} from '../../../src/doctor/entry-examination.ts';
import { freePort, KEY, LINUX, plugAt } from '../discovery/simulated-network.ts';
import { startPlug } from './doctor-fixture.ts';

function examined(devices: readonly ExaminedEntry[], more: Partial<EntryTarget> = {}): Promise<EntryExamination> {
  const signal = new AbortController().signal;
  const network = { subnets: ['127.99.1.0/29'], probe: false } as const;
  return examineEntry({
    devices,
    index: 0,
    language: 'en',
    clock: systemClock,
    signal,
    timeoutMs: 3000,
    network,
    ...more,
  });
}

test('a healthy plug has no button, and its result has no key', async t => {
  const plug = await startPlug(t);
  const result = await examined([{ host: plug.host, key: plug.key, uuid: plug.uuid, name: 'Lamp' }]);
  assert.deepEqual([result.isHealthy, result.verdict, result.todo, result.fixes], [true, 'No problem found.', '', []]);
  assert.equal(result.findings.length, 15);
  assert.equal(JSON.stringify(result).includes(plug.key), false);
});

test('a plug that got another address is found there by its uuid', LINUX, async t => {
  const port = await freePort();
  const [plug] = [await plugAt(t, '127.99.1.4', port), await plugAt(t, '127.99.1.3', port)];
  for (const old of ['127.99.1.2', '127.99.1.3']) {
    const result = await examined([{ host: `${old}:${String(port)}`, key: KEY, uuid: plug.uuid }]);
    assert.deepEqual(result.fixes, [{ kind: 'use address', host: `127.99.1.4:${String(port)}` }], old);
    assert.match(result.todo, /replies at 127\.99\.1\.4:\d+ now/);
    assert.equal(result.isHealthy, false);
  }
});

test('a plug that has another key as well is found too', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.1.4', port, { key: 'another key' });
  const result = await examined([{ host: `127.99.1.2:${String(port)}`, key: KEY, uuid: plug.uuid }]);
  assert.deepEqual(result.fixes, [{ kind: 'use address', host: `127.99.1.4:${String(port)}` }]);
});

test('without a uuid, no other address is asked', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.1.4', port);
  const result = await examined([{ host: `127.99.1.2:${String(port)}`, key: KEY }]);
  assert.deepEqual([result.fixes, plug.requests.length], [[], 0]);
  assert.match(result.verdict, /refuses connections/);
});

test('a plug that is nowhere is looked for only for a while', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.1.4', port);
  const uuid = plug.uuid.replace(/^./, 'f');
  plug.faults.delayMs = 10_000;
  const network = { subnets: ['127.99.1.0/29'], probe: false, limitMs: 300 } as const;
  const startedAt = systemClock.now();
  const result = await examined([{ host: `127.99.1.2:${String(port)}`, key: KEY, uuid }], { network });
  assert.deepEqual(result.fixes, []);
  assert.ok(systemClock.now() - startedAt < 2500);
});

test('an examination ends at once when it is stopped', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.1.4', port);
  plug.faults.delayMs = 10_000;
  const controller = new AbortController();
  const devices = [{ host: `127.99.1.2:${String(port)}`, key: KEY, uuid: plug.uuid.replace(/^./, 'f') }];
  const examination = examined(devices, { signal: controller.signal });
  await pause(400);
  controller.abort(new Error('stopped'));
  await assert.rejects(examination, /stopped/);
});

test('two entries of one plug are noticed, whatever their addresses', LINUX, async t => {
  const port = await freePort();
  const [plug, other] = [await plugAt(t, '0.0.0.0', port), await startPlug(t)];
  const devices = [
    { host: `127.99.1.2:${String(port)}`, key: KEY },
    { host: other.host, key: other.key },
    { host: 'not an address', key: '' },
    { host: `127.99.1.3:${String(port)}`, key: 'another key', name: 'Fan' },
  ];
  const result = await examined(devices);
  assert.deepEqual(result.fixes, [{ kind: 'remove duplicate', sameAs: 3 }]);
  assert.deepEqual([result.isHealthy, result.verdict], [false, 'This entry and Fan (plug 4) are the same plug.']);

  const [first, ...rest] = devices;
  assert.ok(first);
  const expected = [{ ...first, uuid: plug.uuid }, ...rest.map(entry => ({ ...entry, uuid: 'e'.repeat(32) }))];
  const asked = other.requests.length;
  assert.deepEqual((await examined(expected)).fixes, [], 'an entry that expects another plug is not asked');
  assert.equal(other.requests.length, asked);
});

test('an old entry of a plug that another entry has at its new address is a duplicate', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.1.4', port);
  const at = (address: string): ExaminedEntry => ({ host: `${address}:${String(port)}`, key: KEY, uuid: plug.uuid });
  const devices = [at('127.99.1.2'), at('127.99.1.4')];
  assert.deepEqual((await examined(devices)).fixes, [{ kind: 'remove duplicate', sameAs: 1 }]);
});

test('two entries with one address are one plug, even if nothing replies there', async () => {
  const devices = [
    { host: '127.0.0.1:9', key: KEY },
    { host: ' 127.0.0.1:9', key: KEY },
  ];
  assert.deepEqual((await examined(devices)).fixes, [{ kind: 'remove duplicate', sameAs: 1 }]);
  const [one, other] = devices.map((entry, at) => ({ ...entry, uuid: String(at).repeat(32) }));
  assert.ok(one && other);
  assert.deepEqual((await examined([one, other])).fixes, [], 'two plugs, of which one had the address before');
});

test('without a network of its own to search, that of the old address is searched', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.3.4', port);
  const devices = [{ host: `127.99.3.200:${String(port)}`, key: KEY, uuid: plug.uuid }];
  const result = await examined(devices, { network: { probe: false } });
  assert.deepEqual(result.fixes, [{ kind: 'use address', host: `127.99.3.4:${String(port)}` }]);
});

test('an examination waits until it is the turn of its plug', async t => {
  const plug = await startPlug(t);
  const addresses: string[] = [];
  const inTurn: NonNullable<EntryTarget['inTurn']> = async ({ host, port }, work) => {
    addresses.push(`${host}:${String(port)}`);
    assert.equal(plug.requests.length, 0);
    return work();
  };
  assert.equal((await examined([{ host: plug.host, key: plug.key }], { inTurn })).isHealthy, true);
  assert.deepEqual(addresses, [plug.host]);
});

test('a wrong key is to be asked for, and a clock that is off to be set', async t => {
  const plug = await startPlug(t);
  const wrong = await examined([{ host: plug.host, key: 'not its key' }]);
  assert.deepEqual(wrong.fixes, [{ kind: 'ask key' }]);
  plug.faults.clockOffsetSeconds = 4000;
  const off = await examined([{ host: plug.host, key: plug.key }]);
  assert.deepEqual(off.fixes, [{ kind: 'set clock' }]);
});

test('a host that is no address of this network is refused, and nothing is looked up or sent', async () => {
  for (const [host, says] of [
    ['', /not an address of a device/],
    ['http://192.168.1.20/', /not an address of a device/],
    ['192.168.1', /not an address of a device/],
    ['0f1e2d3c4b5a69788796a5b4c3d2e1f0', /not an address of a device/],
    ['198.51.100.7', /public address/],
    ['plug.example', /name of the internet/],
  ] as const) {
    const { verdict, fixes } = await examined([{ host, key: KEY }]);
    assert.match(verdict, says);
    assert.match(verdict, /Nothing was sent/);
    assert.deepEqual(fixes, []);
  }
});

test('the report covers every entry in its order, and nothing in it identifies', async t => {
  const plug = await startPlug(t);
  const devices = [
    { host: '127.0.0.1:9', key: 'canary key', name: 'Canary lamp' },
    { host: plug.host, key: plug.key, uuid: plug.uuid, name: 'Lamp' },
  ];
  const signal = new AbortController().signal;
  const text = await entriesReport({ devices, clock: systemClock, signal, timeoutMs: 3000 });
  assert.match(text, /"format": "meross-local-report\/1"/);
  assert.match(text, /"exit": 3,[\s\S]*"exit": 0,/);
  for (const secret of ['canary', plug.key, plug.uuid, '127.0.0.1', 'Lamp']) {
    assert.equal(text.toLowerCase().includes(secret.toLowerCase()), false, secret);
  }
});

test('an index without an entry is a mistake of the caller', async () => {
  await assert.rejects(examined([]), RangeError);
});
