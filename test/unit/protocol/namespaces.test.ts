import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import { parse as parseMessage } from '../../../src/protocol/envelope.ts';
import * as systemAbility from '../../../src/protocol/namespaces/system-ability.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';
import * as toggle from '../../../src/protocol/namespaces/toggle.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { EXAMPLES, UUID } from './examples.ts';

/** The payload of a documented reply. */
function documented(what: string): ReturnType<typeof parseMessage>['payload'] {
  const example = EXAMPLES.find(example => example.what === what);
  assert.ok(example);
  return parseMessage(example.reply).payload;
}

test('a command to switch has a channel and 1 or 0, and nothing on which a plug might lock up', () => {
  assert.deepEqual(togglex.set({ channel: 2, on: true }), {
    namespace: 'Appliance.Control.ToggleX',
    method: 'SET',
    payload: { togglex: { channel: 2, onoff: 1 } },
  });
  assert.deepEqual(togglex.set({ channel: 0, on: false }).payload, { togglex: { channel: 0, onoff: 0 } });
});

test('the queries are those that every known plug answers', () => {
  assert.deepEqual(systemAll.get(), { namespace: 'Appliance.System.All', method: 'GET', payload: { all: {} } });
  assert.deepEqual(systemAbility.get(), { namespace: 'Appliance.System.Ability', method: 'GET', payload: {} });
});

for (const [what, payload, expected] of [
  ['one relay as an object', { togglex: { channel: 3, onoff: 1, lmTime: 9 } }, [{ channel: 3, on: true }]],
  [
    'a list of relays',
    {
      channel: 4294967295,
      togglex: [
        { channel: 0, onoff: 1 },
        { channel: 1, onoff: 0 },
      ],
    },
    [
      { channel: 0, on: true },
      { channel: 1, on: false },
    ],
  ],
  ['an empty list', { togglex: [] }, []],
  ['no togglex at all, as an mrs100 sends it', { channel: 0 }, []],
  ['togglex null', { togglex: null }, []],
  ['a relay without a channel', { togglex: { onoff: 1 } }, [{ channel: 0, on: true }]],
  ['a relay whose channel is null', { togglex: [{ channel: null, onoff: 0 }] }, [{ channel: 0, on: false }]],
  ['numbers as texts', { togglex: [{ channel: '1', onoff: '0' }] }, [{ channel: 1, on: false }]],
] as const) {
  test(`ToggleX with ${what} is read`, () => {
    assert.deepEqual(togglex.parse(payload), expected);
  });
}

for (const [what, togglex_] of [
  ['a relay at 2, which is neither on nor off', { channel: 0, onoff: 2 }],
  ['a relay without a state', { channel: 0 }],
  ['a relay whose state is null', { channel: 0, onoff: null }],
  ['a relay whose state is true', { channel: 0, onoff: true }],
  ['a relay on channel -1', { channel: -1, onoff: 1 }],
  ['a text', 'on'],
  ['a list of numbers', [1]],
  ['a list without a valid relay', [{ channel: 0, onoff: 255 }, null]],
  ['a list in a list', [[{ channel: 0, onoff: 1 }]]],
] as const) {
  test(`ToggleX with ${what} is rejected, not guessed`, () => {
    assert.throws(() => togglex.parse({ togglex: togglex_ }), MalformedError);
  });
}

test('an invalid relay does not hide the others', () => {
  const valid = { channel: 2, onoff: 1 };
  const on = [{ channel: 2, on: true }];
  for (const odd of [{ channel: 1, onoff: 255 }, { channel: 1 }, { channel: -1, onoff: 1 }, null, 'on', []]) {
    assert.deepEqual(togglex.parse({ togglex: [odd, valid] }), on);
    assert.deepEqual(togglex.parse({ togglex: [valid, odd] }), on);
  }
});

test('several commands to switch combine into one, in their order, but not with any other command', () => {
  const [first, second] = [togglex.set({ channel: 1, on: true }), togglex.set({ channel: 2, on: false })];
  assert.deepEqual(togglex.join([first, second]), {
    namespace: 'Appliance.Control.ToggleX',
    method: 'SET',
    payload: {
      togglex: [
        { channel: 1, onoff: 1 },
        { channel: 2, onoff: 0 },
      ],
    },
  });
  assert.equal(togglex.join([first, systemAll.get()]), undefined);
  assert.equal(togglex.join([first, togglex.get(1)]), undefined);
  assert.equal(togglex.join([toggle.set(true), first]), undefined);
});

test('a plug of the first generation is switched and read without a channel', () => {
  const payload = { channel: 0, toggle: { onoff: 1 } };
  assert.deepEqual(toggle.set(true), { namespace: 'Appliance.Control.Toggle', method: 'SET', payload });
  assert.deepEqual(toggle.set(false).payload, { channel: 0, toggle: { onoff: 0 } });
  assert.deepEqual(toggle.parse({ toggle: { onoff: 1, lmTime: 1714345202 } }), [{ channel: 0, on: true }]);
  assert.throws(() => toggle.parse({ toggle: {} }), MalformedError);
  const system = { hardware, firmware };
  // protocol.md 9.7
  const control = { toggle: { onoff: 1, lmTime: 1735680011 }, trigger: [], timer: [] };
  assert.deepEqual(systemAll.parse({ all: { system, control } }).toggles, [{ channel: 0, on: true }]);
});

test('the documented plug is read with its identity, and as off', () => {
  const { hardware, firmwareVersion, toggles } = systemAll.parse(documented('how are you'));
  assert.deepEqual(hardware, { type: 'mss310', version: '6.0.0', uuid: UUID, macAddress: '48:e1:e9:a1:b2:c3' });
  assert.equal(firmwareVersion, '6.1.8');
  assert.deepEqual(toggles, [{ channel: 0, on: false }]);
});

const hardware = { type: 'MSS310', version: '2.0.0', uuid: UUID.toUpperCase(), macAddress: '48:E1:E9:A1:B2:C3' };
const firmware = { version: '2.1.17' };

test('a plug that writes in capitals is the same plug', () => {
  const { hardware: read } = systemAll.parse({ all: { system: { hardware, firmware } } });
  assert.deepEqual(read, { type: 'mss310', version: '2.0.0', uuid: UUID, macAddress: '48:e1:e9:a1:b2:c3' });
});

test('a device without a digest has no relays', () => {
  for (const digest of [undefined, null, [], {}, { togglex: null }, { togglex: [] }]) {
    assert.deepEqual(systemAll.parse({ all: { system: { hardware, firmware }, digest } }).toggles, []);
  }
});

test('all relays of a strip are read, as an array or, if there is one, as an object', () => {
  const all = { system: { hardware, firmware } };
  const togglex_ = [0, 1, 2, 3, 4].map(channel => ({ channel, onoff: channel === 1 ? 1 : 0 }));
  assert.deepEqual(
    systemAll.parse({ all: { ...all, digest: { togglex: togglex_ } } }).toggles,
    [0, 1, 2, 3, 4].map(channel => ({ channel, on: channel === 1 })),
  );
  const one = { all: { ...all, digest: { togglex: { channel: 0, onoff: 1 } } } };
  assert.deepEqual(systemAll.parse(one).toggles, [{ channel: 0, on: true }]);
});

test('values that are only displayed may be missing', () => {
  const { type, uuid } = hardware;
  const read = systemAll.parse({
    all: { system: { hardware: { type, uuid, version: 2, macAddress: null }, firmware } },
  });
  assert.equal(read.hardware.version, '');
  assert.equal(read.hardware.macAddress, '');
});

for (const [what, all] of [
  ['nothing', undefined],
  ['a list', []],
  ['no system', { digest: {} }],
  ['no hardware', { system: { firmware } }],
  ['no firmware', { system: { hardware } }],
  ['no uuid', { system: { hardware: { ...hardware, uuid: undefined }, firmware } }],
  ['no model', { system: { hardware: { ...hardware, type: undefined }, firmware } }],
  ['no firmware version', { system: { hardware, firmware: {} } }],
  ['an invalid relay', { system: { hardware, firmware }, digest: { togglex: [{ channel: 0, onoff: 7 }] } }],
] as const) {
  test(`a System.All with ${what} is rejected`, () => {
    assert.throws(() => systemAll.parse({ all }), MalformedError);
  });
}

test('the abilities of the documented plug are read', () => {
  const abilities = systemAbility.parse(documented('what can you do'));
  assert.equal(Object.keys(abilities).length, 28);
  assert.deepEqual(abilities['Appliance.Control.Multiple'], { maxCmdNum: 5 });
  assert.deepEqual(abilities['Appliance.Control.ToggleX'], {});
});

test('an ability with unknown parameters is still an ability', () => {
  const ability = { A: null, B: [], C: 5, D: { a: 1 } };
  assert.deepEqual(systemAbility.parse({ ability }), { A: {}, B: {}, C: {}, D: {} });
});

test('a reply without a list of abilities is rejected', () => {
  for (const ability of [undefined, null, [], 'all']) {
    assert.throws(() => systemAbility.parse({ ability }), MalformedError);
  }
});

test('a strip whose master row is weeks older than its outlets is read, and so is a PUSH of one row in a list', () => {
  const rows = [
    { channel: 0, onoff: 1, lmTime: 1_600_000_001 },
    { channel: 1, onoff: 0, lmTime: 1_603_000_002 },
    { channel: 2, onoff: 1, lmTime: 1_603_000_003 },
  ];
  const read = [
    { channel: 0, on: true },
    { channel: 1, on: false },
    { channel: 2, on: true },
  ];
  assert.deepEqual(togglex.parse({ togglex: rows }), read);
  assert.deepEqual(togglex.parse({ togglex: rows.slice(1, 2) }), [{ channel: 1, on: false }]);
});

test('a zone with a single rule, of 1972, is read', () => {
  const time = { timestamp: 1_700_000_000, timezone: 'Asia/Qatar', timeRule: [[76_190_400, 10_800, 0]] };
  assert.deepEqual(systemTime.parse({ time }), time);
});
