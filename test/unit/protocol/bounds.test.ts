import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { MalformedError } from '../../../src/errors.ts';
import { plugInfo } from '../../../src/device/plug-info.ts';
import { readAbilities } from '../../../src/protocol/abilities.ts';
import { BOUNDS, checkDepth } from '../../../src/protocol/bounds.ts';
import type { JsonObject } from '../../../src/protocol/decode.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import * as consumptionh from '../../../src/protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../../../src/protocol/namespaces/consumptionx.ts';
import * as digestTimerx from '../../../src/protocol/namespaces/digest-timerx.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import * as electricityx from '../../../src/protocol/namespaces/electricityx.ts';
import * as multiple from '../../../src/protocol/namespaces/multiple.ts';
import * as systemAbility from '../../../src/protocol/namespaces/system-ability.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import * as triggerx from '../../../src/protocol/namespaces/triggerx.ts';
import * as wifilist from '../../../src/protocol/namespaces/config-wifilist.ts';

const HEADER = '{"namespace":"Appliance.System.Ability","method":"GETACK"}';
const withPayload = (payload: string): string => `{"header":${HEADER},"payload":${payload}}`;
const nested = (open: string, close: string, times: number): string => open.repeat(times) + close.repeat(times);

describe('a reply nested deeper than that of any plug is refused with a clear message', () => {
  const cases = {
    'arrays, 30,000 deep (60 kB)': nested('[', ']', 30_000),
    'objects, 10,000 deep': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    'both in turn, 100 deep': nested('[{"a":[', ']}]', 34),
    'one level too deep': nested('[', ']', BOUNDS.depth.most),
    'cut off on the way down': '['.repeat(5000),
  };
  for (const [what, value] of Object.entries(cases)) {
    it(what, () => {
      const json = withPayload(`{"ability":{"Appliance.Control.ToggleX":${value}}}`);
      assert.throws(() => parse(json), { name: 'MalformedError', message: /nested more than 32 levels deep/ });
    });
  }

  it('a reply of the greatest allowed depth is read', () => {
    // The envelope, its payload and the abilities are three levels.
    const json = withPayload(`{"ability":{"A":${nested('[', ']', BOUNDS.depth.most - 3)}}}`);
    assert.deepEqual(systemAbility.parse(parse(json).payload), { A: {} });
  });
});

test('brackets in a text do not count as levels, however they are quoted', () => {
  const texts = ['['.repeat(100), '{"a":['.repeat(50), '\\', '\\"[[[', `"${'['.repeat(99)}`, '\u2028{'];
  for (const text of texts)
    assert.doesNotThrow(() => checkDepth(JSON.stringify({ [text]: [text, { a: text }] })), text);
});

test('the depth of any document is counted correctly', () => {
  const depthOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 0;
    return 1 + Math.max(0, ...Object.values(value).map(depthOf));
  };
  const { node } = fc.letrec<{ node: unknown }>(tie => ({
    node: fc.oneof(
      { maxDepth: 40, depthSize: 'max' },
      fc.string(),
      fc.array(tie('node'), { maxLength: 2 }),
      fc.dictionary(fc.string(), tie('node'), { maxKeys: 2 }),
    ),
  }));
  fc.assert(
    fc.property(node, fc.nat(40), (value, wraps) => {
      let document = value;
      for (let count = 0; count < wraps; count += 1) document = [document];
      const isTooDeep = depthOf(document) > BOUNDS.depth.most;
      if (isTooDeep) assert.throws(() => checkDepth(JSON.stringify(document)), MalformedError);
      else assert.doesNotThrow(() => checkDepth(JSON.stringify(document)));
    }),
  );
});

const times = <Row>(count: number, row: (at: number) => Row): readonly Row[] =>
  Array.from({ length: count }, (_, at) => row(at));
const date = (at: number): string => new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10);
const day = (at: number): object => ({ date: date(at), time: 0, value: 5 });
const hour = (at: number): object => ({ timestamp: at * 3600, value: 5 });
const rule = (at: number): readonly number[] => [at * 1000, 3600, 0];
const relay = (at: number): object => ({ channel: at % 200, onoff: 0, lmTime: 0 });
const id = (at: number): object => ({ channel: 0, id: `t${String(at)}`, count: 1 });
const meter = (at: number): object => ({ channel: at % 200, current: 1, voltage: 1, power: 1 });
const network = (at: number): object => ({ ssid: 'YQ==', bssid: '02', channel: at % 13, encryption: 6, cipher: 3 });
const all = (rows: readonly object[]): JsonObject => ({
  all: {
    system: { hardware: { type: 'mss310', uuid: 'a'.repeat(32) }, firmware: { version: '1' } },
    digest: { togglex: rows },
  },
});
const part = (): object => ({ header: { namespace: 'N', method: 'GETACK' }, payload: {} });
const message = (payload: JsonObject): ReturnType<typeof parse> => ({ ...parse(withPayload('{}')), payload });

/** The path of a list, its limit, and a function that reads a list of this length. */
const LISTS: readonly (readonly [string, keyof typeof BOUNDS, (count: number) => unknown])[] = [
  ['consumptionx', 'days', count => consumptionx.parse({ consumptionx: times(count, day) })],
  [
    'consumptionH.data',
    'hours',
    count => consumptionh.parse({ consumptionH: [{ channel: 0, total: 0, data: times(count, hour) }] }),
  ],
  [
    'consumptionH',
    'meters',
    count => consumptionh.parse({ consumptionH: times(count, at => ({ channel: at, total: 0, data: [] })) }),
  ],
  ['time.timeRule', 'rules', count => systemTime.parse({ time: { timestamp: 1, timeRule: times(count, rule) } })],
  ['digest.togglex', 'relays', count => systemAll.parse(all(times(count, relay)))],
  ['togglex', 'relays', count => togglex.parse({ togglex: times(count, relay) })],
  ['digest', 'timers', count => digestTimerx.parse({ digest: times(count, id) })],
  ['digest', 'timers', count => triggerx.parseList({ digest: times(count, id) })],
  ['electricity', 'meters', count => electricityx.parse({ electricity: times(count, meter) })],
  ['electricity', 'meters', count => electricity.parse({ electricity: times(count, meter) })],
  ['wifiList', 'networks', count => wifilist.parse({ wifiList: times(count, network) })],
  ['multiple', 'parts', count => multiple.parse(message({ multiple: times(count, part) }))],
  [
    'ability',
    'abilities',
    count => systemAbility.parse({ ability: Object.fromEntries(times(count, at => [`A${String(at)}`, {}])) }),
  ],
];

describe('a list longer than that of any plug is refused with a clear message', () => {
  for (const [what, limit, read] of LISTS) {
    const { most, seen } = BOUNDS[limit];
    it(`${limit} in ${what}: ${String(most)} are read, and no more`, () => {
      assert.ok(most > seen);
      assert.doesNotThrow(() => read(seen));
      assert.doesNotThrow(() => read(most));
      for (const count of [most + 1, 6000]) {
        assert.throws(() => read(count), {
          name: 'MalformedError',
          message: `${what} has ${String(count)} entries; more than ${String(most)} are not read, and the most ever seen are ${String(seen)}`,
        });
      }
    });
  }
});

test('a text that is too long is refused if it is required, and left out if it is only displayed', () => {
  const long = 'x'.repeat(60_000);
  assert.throws(() => parse(`{"header":{"namespace":"${long}","method":"PUSH"},"payload":{}}`), MalformedError);
  const { header } = parse(`{"header":{"namespace":"N","method":"PUSH","messageId":"${long}","from":"${long}"}}`);
  assert.deepEqual([header.messageId, header.uuid], ['', undefined]);
  assert.equal(systemTime.parse({ time: { timestamp: 1, timezone: long } }).timezone, '');
  const system = { hardware: { type: 'a', uuid: 'b', macAddress: long }, firmware: { version: long } };
  assert.throws(() => systemAll.parse({ all: { system } }), MalformedError);
});

test('rules and days are in order of time, whatever their order on the wire', () => {
  const shuffled = [7, 2, 9, 4, 1];
  const { timeRule } = systemTime.parse({ time: { timestamp: 1, timeRule: shuffled.map(rule) } });
  assert.deepEqual(
    timeRule.map(([from]) => from),
    [1000, 2000, 4000, 7000, 9000],
  );
  assert.deepEqual(
    consumptionx.parse({ consumptionx: shuffled.map(day) }).map(each => each.date),
    [1, 2, 4, 7, 9].map(date),
  );
  const [first, second] = consumptionx.parse({
    consumptionx: [{ ...day(1), value: 7 }, day(0), { ...day(1), value: 3 }],
  });
  assert.deepEqual([first?.date, second?.wattHours], [date(0), 7], 'rows of one day keep their order');
});

test('only the name of an ability and its number of requests at once are kept, so nothing else can get into a file', () => {
  const abilities = readAbilities({
    'Appliance.Control.Multiple': { maxCmdNum: 5, more: { deep: [[[]]] } },
    'Appliance.Control.TimerX': { sunOffsetSupport: 1 },
    'Appliance.Control.ToggleX': [[[['x'.repeat(1000)]]]],
    'Appliance.System.All': null,
    ['x'.repeat(300)]: {},
  });
  assert.deepEqual(abilities, {
    'Appliance.Control.Multiple': { maxCmdNum: 5 },
    'Appliance.Control.TimerX': {},
    'Appliance.Control.ToggleX': {},
    'Appliance.System.All': {},
  });
  for (const strange of ['5', 0, -1, 1.5, null, {}, Infinity, NaN]) {
    assert.deepEqual(readAbilities({ M: { maxCmdNum: strange } }), { M: {} }, JSON.stringify(strange));
  }
  assert.equal(multiple.mostAtOnce({ [multiple.NAMESPACE]: { maxCmdNum: 1e9 } }), BOUNDS.parts.most);
});

test('whatever a plug sends about itself, the stored part can be written and is small', () => {
  const text = fc.oneof(fc.string(), fc.constant('x'.repeat(60_000)), fc.constant('48:e1:e9:a1:b2:c3'));
  const anything = fc.oneof(text, fc.anything(), fc.constant(JSON.parse(nested('[', ']', 5000))));
  const anyReply = fc.record({
    ability: fc.dictionary(fc.string(), anything),
    hardware: fc.record({ type: text, version: anything, uuid: text, macAddress: anything }),
    firmware: fc.record({ version: text, more: anything }),
    togglex: fc.array(fc.record({ channel: fc.nat(300), onoff: fc.nat(1) }), { maxLength: 300 }),
  });
  fc.assert(
    fc.property(anyReply, ({ ability, hardware, firmware, togglex: rows }) => {
      try {
        const abilities = systemAbility.parse({ ability });
        const read = systemAll.parse({ all: { system: { hardware, firmware }, digest: { togglex: rows } } });
        assert.ok(JSON.stringify(plugInfo(read, abilities)).length < 10_000);
      } catch (error) {
        assert.ok(error instanceof MalformedError);
      }
    }),
  );
});

test('the relays in both lists of System.All are limited together', () => {
  const allOf = (old: number, current: number): JsonObject => {
    const system = { hardware: { type: 'mss310', uuid: 'a'.repeat(32) }, firmware: { version: '1' } };
    return { all: { system, digest: { togglex: times(current, relay) }, control: { toggle: times(old, relay) } } };
  };
  const { most } = BOUNDS.relays;
  assert.equal(systemAll.parse(allOf(1, most - 1)).toggles.length, most);
  for (const [old, current] of [
    [1, most],
    [most, 1],
    [most, most],
  ] as const) {
    assert.throws(() => systemAll.parse(allOf(old, current)), { name: 'MalformedError' });
  }
});
