import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import { parse as parseMessage } from '../../../src/protocol/envelope.ts';
import * as consumptionh from '../../../src/protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../../../src/protocol/namespaces/consumptionx.ts';
import * as electricityx from '../../../src/protocol/namespaces/electricityx.ts';
import { asObject, list, recordings, unpacked, type Json } from '../../contract/recordings.ts';
import { EXAMPLES } from './examples.ts';

/** Every recorded reply of a namespace, with the device that sent it. */
const recorded = (namespace: string): readonly (readonly [id: string, payload: Json])[] =>
  recordings.flatMap(({ id, messages }) =>
    messages
      .flatMap(unpacked)
      .filter(each => each.namespace === namespace && each.method === 'GETACK')
      .map(({ payload }) => [id, payload] as const),
  );

test('the queries are those that the plugs of the recordings and notes answer', () => {
  assert.deepEqual(consumptionx.get(), {
    namespace: 'Appliance.Control.ConsumptionX',
    method: 'GET',
    payload: { consumptionx: [] },
  });
  assert.deepEqual(consumptionh.get([0, 2]), {
    namespace: 'Appliance.Control.ConsumptionH',
    method: 'GET',
    payload: { consumptionH: [{ channel: 0 }, { channel: 2 }] },
  });
  assert.deepEqual(electricityx.get(), {
    namespace: 'Appliance.Control.ElectricityX',
    method: 'GET',
    payload: { electricity: { channel: 65535 } },
  });
});

test('every recorded day is read with its date, its energy and its time, in order of time', () => {
  const replies = recorded(consumptionx.NAMESPACE);
  assert.deepEqual([...new Set(replies.map(([id]) => id))].sort(), ['mss310-1.1.13', 'mss310-2.1.17']);
  for (const [id, payload] of replies) {
    const expected = list(payload['consumptionx'])
      .map(({ date, time, value }) => ({ date, wattHours: value, time }))
      .sort((one, other) => String(one.date).localeCompare(String(other.date)));
    assert.deepEqual(consumptionx.parse(payload), expected, id);
    assert.ok(expected.length >= 2);
  }
});

test('every recorded hour is read with its energy, in order of time', () => {
  const replies = recorded(consumptionh.NAMESPACE);
  assert.deepEqual([...new Set(replies.map(([id]) => id))], ['em06-2.3.8']);
  for (const [, payload] of replies) {
    const channels = consumptionh.parse(payload);
    assert.deepEqual(
      channels.map(({ channel }) => channel),
      [1, 2, 3],
    );
    for (const [index, { hours }] of channels.entries()) {
      const { total, data } = asObject(list(payload['consumptionH'])[index]);
      assert.equal(hours.length, list(data).length);
      assert.equal(
        hours.reduce((sum, { wattHours }) => sum + wattHours, 0),
        total,
      );
      assert.ok(hours.every(({ endsAt }, at) => at === 0 || endsAt > (hours[at - 1]?.endsAt ?? 0)));
    }
  }
});

test("the documented plug's energy of three days is read", () => {
  const example = EXAMPLES.find(({ what }) => what === 'how much energy');
  assert.ok(example);
  assert.deepEqual(consumptionx.parse(parseMessage(example.reply).payload), [
    { date: '2024-12-30', wattHours: 318, time: 1735599475 },
    { date: '2024-12-31', wattHours: 305, time: 1735685874 },
    { date: '2025-01-01', wattHours: 4, time: 1735689603 },
  ]);
});

const day = { date: '2024-02-29', time: 1709251083, value: 335 };
const readDay = { date: '2024-02-29', wattHours: 335, time: 1709251083 };

for (const [what, rows, expected] of [
  ['no days', [], []],
  ['no list', undefined, []],
  ['null for a list', null, []],
  ['one day that is no list', day, [readDay]],
  ['numbers as texts', [{ date: '2024-02-29', time: '1709251083', value: '335' }], [readDay]],
  ['a day without a time', [{ date: '2024-02-29', value: 335 }], [{ ...readDay, time: undefined }]],
  ['a day whose time is null', [{ ...day, time: null }], [{ ...readDay, time: undefined }]],
  ['a day with an invalid time', [{ ...day, time: 'noon' }], [{ ...readDay, time: undefined }]],
  ['a day without energy', [{ ...day, value: 0 }], [{ ...readDay, wattHours: 0 }]],
  [
    'a day of a clock that is not set',
    [{ date: '1970-01-01', time: 437, value: 1 }],
    [{ date: '1970-01-01', wattHours: 1, time: 437 }],
  ],
] as const) {
  test(`days of energy with ${what} are read`, () => {
    assert.deepEqual(consumptionx.parse({ consumptionx: rows }), expected);
  });
}

const ODD_DAYS = [
  { ...day, date: '2024-02-30' },
  { ...day, date: '2024-2-9' },
  { ...day, date: '2024-13-01' },
  { ...day, date: 'today' },
  { ...day, date: 20240229 },
  { ...day, value: -1 },
  { ...day, value: 4294967295 },
  { ...day, value: null },
  { ...day, value: '' },
  { time: 1, value: 1 },
  null,
  'none',
  [],
] as const;

test('an invalid day does not hide the others, and is not in the total', () => {
  for (const odd of ODD_DAYS) {
    assert.deepEqual(consumptionx.parse({ consumptionx: [odd, day] }), [readDay], JSON.stringify(odd));
    assert.deepEqual(consumptionx.parse({ consumptionx: [day, odd] }), [readDay]);
    assert.throws(() => consumptionx.parse({ consumptionx: [odd] }), MalformedError, JSON.stringify(odd));
  }
});

test('hours are read wherever the ring begins, without invalid ones', () => {
  const data = [
    { timestamp: 1739714100, value: 7 },
    { timestamp: '1739706900', value: '5' },
    { timestamp: 1739710500, value: 6 },
  ];
  const hours = [
    { endsAt: 1739706900, wattHours: 5 },
    { endsAt: 1739710500, wattHours: 6 },
    { endsAt: 1739714100, wattHours: 7 },
  ];
  assert.deepEqual(consumptionh.parse({ consumptionH: [{ channel: 0, total: 0, data }] }), [{ channel: 0, hours }]);
  assert.deepEqual(consumptionh.parse({ consumptionH: { data } }), [{ channel: 0, hours }]);
  const odd = [
    { timestamp: 1.5, value: 1 },
    { timestamp: -1, value: 1 },
    { timestamp: 5, value: 1e6 },
    { value: 1 },
    null,
  ];
  assert.deepEqual(consumptionh.parse({ consumptionH: [{ data: [...odd, ...data] }] }), [{ channel: 0, hours }]);
  assert.throws(() => consumptionh.parse({ consumptionH: [{ data: odd }] }), MalformedError);
});

test('a channel without hours reads as empty, and an invalid one does not hide the others', () => {
  assert.deepEqual(consumptionh.parse({ consumptionH: [] }), []);
  assert.deepEqual(consumptionh.parse({ consumptionH: null }), []);
  for (const data of [undefined, null, []])
    assert.deepEqual(consumptionh.parse({ consumptionH: [{ channel: 3, data }] }), [{ channel: 3, hours: [] }]);
  const valid = { channel: 1, data: [{ timestamp: 5, value: 2 }] };
  const read = [{ channel: 1, hours: [{ endsAt: 5, wattHours: 2 }] }];
  for (const odd of [{ channel: 65535, data: [] }, { channel: 2, data: 5 }, null, 7])
    assert.deepEqual(consumptionh.parse({ consumptionH: [odd, valid] }), read);
  assert.throws(() => consumptionh.parse({ consumptionH: [{ channel: 65535, data: [] }] }), MalformedError);
});

const outlet = { channel: 2, current: 200, voltage: 230000, power: 46000, factor: 0.86, mConsume: 1234 };
const measured = { channel: 2, watts: 46, volts: 230, amperes: 0.2, monthWattHours: 1234 };

test('each outlet of an ElectricityX is read, in millivolts and with its month', () => {
  const other = { ...outlet, channel: 1, power: -1500, mConsume: 0 };
  assert.deepEqual(electricityx.parse({ electricity: [outlet, other] }), [
    measured,
    { ...measured, channel: 1, watts: -1.5, monthWattHours: 0 },
  ]);
  assert.deepEqual(electricityx.parse({ electricity: outlet }), [measured]);
  const texts = { channel: '2', current: '200', voltage: '230000', power: '46000', mConsume: '1234' };
  assert.deepEqual(electricityx.parse({ electricity: [texts] }), [measured]);
  assert.deepEqual(electricityx.parse({ electricity: [] }), []);
  assert.deepEqual(electricityx.parse({}), []);
});

test('an outlet without a count, or with an invalid one, is still measured', () => {
  for (const mConsume of [undefined, null, -5, 4294967295, 'much', {}]) {
    assert.deepEqual(electricityx.parse({ electricity: [{ ...outlet, mConsume }] }), [
      { channel: 2, watts: 46, volts: 230, amperes: 0.2 },
    ]);
  }
});

test('an outlet that is not measured does not hide the others', () => {
  for (const odd of [{ ...outlet, power: null }, { ...outlet, channel: 65535 }, { mConsume: 5 }, null, 'x']) {
    assert.deepEqual(electricityx.parse({ electricity: [odd, outlet] }), [measured]);
    assert.throws(() => electricityx.parse({ electricity: [odd] }), MalformedError);
  }
});
