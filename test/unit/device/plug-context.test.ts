import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BOUNDS } from '../../../src/protocol/bounds.ts';
import { persistedContext, readContext, type PlugContext } from '../../../src/device/plug-context.ts';
import { PlugAccessory } from '../../../src/homekit/plug-accessory.ts';
import { api, newAccessory, restarted } from '../homekit/real-hap.ts';

const context: PlugContext = {
  info: {
    uuid: '2401011234567890340148e1e9a1b2c3',
    model: 'MSS425E',
    hardwareVersion: '2.0.0',
    firmwareVersion: '2.1.2',
    macAddress: '48:e1:e9:a1:b2:c3',
    channels: [0, 1, 2],
    abilities: { 'Appliance.Control.ToggleX': {}, 'Appliance.Control.Multiple': { maxCmdNum: 5 } },
  },
  host: '192.168.1.20',
  address: '192.168.1.21',
  isDisplaced: false,
  isDiscovered: true,
  httpQuirks: { lenient: true, encrypted: true },
  quirks: { joins: true, batches: false },
  renamed: { 1: 'Aquarium' },
};

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The context as it is in the file. */
const written = persistedContext(context);

/** A text of any script; such an object survives JSON as it is. */
const anyText = fc.string({ unit: 'grapheme' });
const anyKey = anyText.filter(key => key !== '__proto__');
const parameters = fc.record({ maxCmdNum: fc.integer({ min: 1 }) }, { requiredKeys: [] });

const anyContext = fc.record({
  info: fc.record({
    uuid: fc.stringMatching(/^[\w-]{8,64}$/),
    model: anyText,
    hardwareVersion: anyText,
    firmwareVersion: anyText,
    macAddress: anyText,
    channels: fc.uniqueArray(fc.nat(255), { maxLength: BOUNDS.relays.most }),
    abilities: fc.dictionary(anyKey, parameters),
  }),
  host: anyText,
  address: anyText,
  isDisplaced: fc.boolean(),
  isDiscovered: fc.boolean(),
  httpQuirks: fc.record({ lenient: fc.boolean(), encrypted: fc.boolean() }),
  quirks: fc.record({ joins: fc.boolean(), batches: fc.boolean() }, { requiredKeys: [] }),
  renamed: fc.dictionary(fc.nat(255).map(String), anyText, { maxKeys: BOUNDS.relays.most }),
});

test('what is remembered of a plug is the same after a restart', () => {
  assert.deepEqual(readContext(json(written)), context);
  fc.assert(
    fc.property(anyContext, context => {
      assert.deepEqual(json(readContext(json(persistedContext(context)))), json(context));
    }),
  );
});

test('it is the same after a restart of the real Homebridge, too', () => {
  const accessory = newAccessory();
  Object.assign(accessory.context, written);
  assert.deepEqual(readContext(restarted(accessory).context), context);
});

test('a context keeps the keys that earlier versions wrote', () => {
  const { httpQuirks: _httpQuirks, quirks: _quirks, ...others } = context;
  const earlier = { ...others, manner: { lenient: true, encrypted: true }, habits: { joins: true, batches: false } };
  assert.deepEqual(readContext(json(earlier)), context);
  const plug = new PlugAccessory(newAccessory(), api);
  plug.remember(context);
  assert.deepEqual(plug.accessory.context, earlier);
  assert.deepEqual(plug.context, context);
});

test('an address that another plug has taken is remembered over a restart', () => {
  assert.equal(readContext(json({ ...written, isDisplaced: true }))?.isDisplaced, true);
});

test('whatever the file contains, it is read or ignored, and Homebridge starts', () => {
  const info = fc.record(
    { uuid: fc.jsonValue(), model: fc.jsonValue(), channels: fc.jsonValue(), abilities: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const nearly = fc.record(
    {
      info: fc.oneof(fc.jsonValue(), info, fc.constant(context.info)),
      address: fc.jsonValue(),
      host: fc.jsonValue(),
      isDisplaced: fc.jsonValue(),
      isDiscovered: fc.jsonValue(),
      manner: fc.oneof(fc.jsonValue(), fc.record({ lenient: fc.jsonValue(), encrypted: fc.jsonValue() })),
      habits: fc.oneof(fc.jsonValue(), fc.record({ joins: fc.jsonValue(), batches: fc.jsonValue() })),
      renamed: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly), garbage => {
      const read = readContext(json(garbage));
      if (read === undefined) return;
      assert.equal(typeof read.info.uuid, 'string');
      assert.equal(typeof read.host, 'string');
      assert.equal(typeof read.address, 'string');
      assert.equal(typeof read.isDiscovered, 'boolean');
      assert.equal(typeof read.isDisplaced, 'boolean');
      assert.deepEqual(
        Object.values(read.httpQuirks).map(value => typeof value),
        ['boolean', 'boolean'],
      );
      assert.ok(Object.values(read.quirks).every(value => typeof value === 'boolean'));
      assert.ok(read.info.channels.every(channel => typeof channel === 'number'));
      assert.ok(Object.values(read.renamed).every(name => typeof name === 'string'));
      assert.ok(Object.values(read.info.abilities).every(ability => typeof ability === 'object'));
    }),
    { numRuns: 1000 },
  );
});

test('a context that cannot be used is ignored', () => {
  const { info } = context;
  for (const useless of [
    ...[undefined, null, 0, '', 'x', true, [], {}, { info: null }, { info: [] }],
    ...[{ info: { ...info, uuid: 5 } }, { info: { ...info, model: undefined } }, { info: { ...info, channels: {} } }],
  ]) {
    assert.equal(readContext(useless), undefined, JSON.stringify(useless));
  }
});

test('a context whose uuid cannot name a file of this plugin is ignored', () => {
  const { info } = context;
  for (const uuid of [
    '../../../etc/x',
    '',
    'a/b/c/d/e/f',
    'short',
    'x'.repeat(65),
    '24010112\n',
    '24010112\0',
    '..\\..\\..\\x',
  ])
    assert.equal(readContext({ ...written, info: { ...info, uuid } }), undefined, JSON.stringify(uuid));
});

test('channels that no plug has, and texts of a megabyte, are not remembered', () => {
  const huge = 'x'.repeat(1_000_000);
  const channels = [0, 1, NaN, 1e9, 1, -1, 0.5, Infinity, 256, 255, 0];
  const renamed = { 0: huge, 1: 'Aquarium', 999: 'none', [huge]: 'none', '-1': 'none' };
  const read = readContext({ ...written, info: { ...context.info, channels }, host: huge, address: huge, renamed });
  const info = { ...context.info, channels: [0, 1, 255] };
  assert.deepEqual(read, { ...context, info, host: '', address: '', renamed: { 1: 'Aquarium' } });
});

test('a context without later members still identifies the plug', () => {
  const { uuid, model, channels } = context.info;
  assert.deepEqual(readContext({ info: { uuid, model, channels } }), {
    info: { uuid, model, channels, hardwareVersion: '', firmwareVersion: '', macAddress: '', abilities: {} },
    host: '',
    address: '',
    isDisplaced: false,
    isDiscovered: false,
    httpQuirks: { lenient: false, encrypted: false },
    quirks: {},
    renamed: {},
  });
});

test('the valid parts of a damaged context are kept', () => {
  const damaged = {
    info: { ...context.info, channels: [0, '1', null, 2], abilities: { A: {}, B: 5 } },
    host: null,
    address: 5,
    isDisplaced: 1,
    isDiscovered: 'no',
    manner: { lenient: 'yes', encrypted: true },
    habits: { joins: null, batches: false },
    renamed: { 1: 'Lamp', 2: 7 },
  };
  assert.deepEqual(readContext(damaged), {
    info: { ...context.info, channels: [0, 2], abilities: { A: {} } },
    host: '',
    address: '',
    isDisplaced: false,
    isDiscovered: false,
    httpQuirks: { lenient: false, encrypted: true },
    quirks: { batches: false },
    renamed: { 1: 'Lamp' },
  });
});

test('only the used parts of a context of an earlier version are kept, and they can be written again', () => {
  let deep: unknown = {};
  for (let level = 0; level < 30_000; level += 1) deep = { a: deep };
  const abilities = {
    'Appliance.Control.ToggleX': deep,
    'Appliance.Control.Multiple': { maxCmdNum: 5, more: deep },
    'Appliance.Control.TimerX': { sunOffsetSupport: 1 },
  };
  const channels = Array.from({ length: 256 }, (_, channel) => channel);
  const long = 'x'.repeat(60_000);
  const info = { ...context.info, abilities, channels, macAddress: long, firmwareVersion: long };
  const read = readContext({ ...written, info });
  assert.deepEqual(read?.info, {
    ...context.info,
    abilities: {
      'Appliance.Control.ToggleX': {},
      'Appliance.Control.Multiple': { maxCmdNum: 5 },
      'Appliance.Control.TimerX': {},
    },
    channels: channels.slice(0, BOUNDS.relays.most),
    macAddress: '',
    firmwareVersion: '',
  });
  assert.ok(JSON.stringify(read).length < 1000);
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`Appliance.A${String(at)}`, {}]));
  const { abilities: few = {} } = readContext({ ...written, info: { ...info, abilities: many } })?.info ?? {};
  assert.equal(Object.keys(few).length, BOUNDS.abilities.most);
  assert.equal(readContext({ ...written, info: { ...info, uuid: long } }), undefined);
});

test('a context of an earlier version is reduced in memory at once, before its plug has replied', () => {
  const accessory = newAccessory();
  const abilities = { 'Appliance.Control.TimerX': { sunOffsetSupport: [[[1]]] } };
  Object.assign(accessory.context, { ...written, info: { ...context.info, abilities } });
  const plug = new PlugAccessory(restarted(accessory), api);
  assert.deepEqual(plug.accessory.context['info'], { ...context.info, abilities: { 'Appliance.Control.TimerX': {} } });
});
