import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import { macOf } from '../../../src/protocol/cipher.ts';
import { clipped } from '../../../src/protocol/decode.ts';
import * as configTrace from '../../../src/protocol/namespaces/config-trace.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import * as digestTimerx from '../../../src/protocol/namespaces/digest-timerx.ts';
import * as multiple from '../../../src/protocol/namespaces/multiple.ts';
import * as systemAbility from '../../../src/protocol/namespaces/system-ability.ts';
import * as systemHardware from '../../../src/protocol/namespaces/system-hardware.ts';
import * as systemRuntime from '../../../src/protocol/namespaces/system-runtime.ts';
import * as timerx from '../../../src/protocol/namespaces/timerx.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';

describe('a text of a plug in a log', () => {
  test('is one line of at most 60 characters, and says that it was cut', () => {
    assert.equal(clipped(' mss310\r\n\u0007 6.1.8 '), 'mss310  6.1.8');
    assert.equal(clipped('x'.repeat(60)), 'x'.repeat(60));
    assert.equal(clipped('x'.repeat(61)), `${'x'.repeat(60)}…`);
  });
});

describe('the MAC of a plug', () => {
  test('is the end of its uuid, with colons', () => {
    assert.equal(macOf('2401011234567890340148e1e9a1b2c3'), '48:e1:e9:a1:b2:c3');
    assert.equal(macOf('c3'), 'c3');
    assert.equal(macOf(''), '');
  });
});

describe('the Wi-Fi signal of a plug', () => {
  test('is asked for by its namespace', () => {
    assert.deepEqual(systemRuntime.get(), {
      namespace: 'Appliance.System.Runtime',
      method: 'GET',
      payload: { runtime: {} },
    });
  });

  test('is a number from 0 to 100', () => {
    for (const signal of [0, 1, 86, 100]) assert.equal(systemRuntime.parse({ runtime: { signal, ssid: 'x' } }), signal);
    assert.equal(systemRuntime.parse({ runtime: { signal: '86' } }), 86);
  });

  for (const [what, payload, message] of [
    ['below zero', { runtime: { signal: -1 } }, 'runtime.signal is -1, expected 0 to 100'],
    ['over 100', { runtime: { signal: 101 } }, 'runtime.signal is 101, expected 0 to 100'],
    ['missing', { runtime: {} }, 'runtime.signal is missing, not a number'],
    ['without its block', {}, 'runtime is missing, not an object'],
  ] as const) {
    test(`is refused if it is ${what}`, () => {
      assert.throws(() => systemRuntime.parse(payload), { name: 'MalformedError', message });
    });
  }
});

describe('several requests in one', () => {
  const header = {
    messageId: 'a',
    namespace: multiple.NAMESPACE,
    method: 'SETACK',
    uuid: 'u',
    timestamp: 5,
    sign: 's',
  };
  const parts = (list: unknown): readonly unknown[] => multiple.parse({ header, payload: { multiple: list } });

  test('have a message id each, and their own methods', () => {
    const first = { namespace: 'A', method: 'GET', payload: { a: 1 } } as const;
    const second = { namespace: 'B', method: 'SET', payload: {} } as const;
    const { namespace, method, payload } = multiple.set([first, second]);
    assert.deepEqual([namespace, method], ['Appliance.Control.Multiple', 'SET']);
    const list = JSON.parse(JSON.stringify(payload['multiple'])) as {
      header: { messageId: string };
      payload: unknown;
    }[];
    const ids = list.map(each => each.header.messageId);
    assert.equal(new Set(ids).size, 2);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      list.map(({ header: { messageId: _, ...rest }, payload: inner }) => ({ ...rest, payload: inner })),
      [first, second].map(({ payload: inner, ...rest }) => ({ ...rest, payload: inner })),
    );
  });

  test('as many as the plug says, one if it says nothing, and never more than sixteen', () => {
    assert.equal(multiple.mostAtOnce({ [multiple.NAMESPACE]: { maxCmdNum: 5 } }), 5);
    assert.equal(multiple.mostAtOnce({ [multiple.NAMESPACE]: {} }), 1);
    assert.equal(multiple.mostAtOnce({}), 1);
    assert.equal(multiple.mostAtOnce({ [multiple.NAMESPACE]: { maxCmdNum: 1000 } }), 16);
  });

  test('are read as if each reply had come alone', () => {
    const part = { header: { namespace: 'A', method: 'GETACK', messageId: 'own' }, payload: { a: 1 } };
    const read = { header: { ...header, namespace: 'A', method: 'GETACK' }, payload: { a: 1 } };
    assert.deepEqual(parts([part]), [read]);
    assert.deepEqual(parts(part), [read]);
    assert.deepEqual(parts(undefined), []);
  });

  for (const [what, part] of [
    ['an error', { header: { namespace: 'A', method: 'ERROR' }, payload: {} }],
    ['one without a namespace', { header: { method: 'GETACK' }, payload: {} }],
    ['one without a method', { header: { namespace: 'A' }, payload: {} }],
    ['one without a payload', { header: { namespace: 'A', method: 'GETACK' } }],
    ['one without a header', { payload: {} }],
    ['a number', 7],
  ] as const) {
    test(`${what} is left out`, () => {
      assert.deepEqual(parts([part]), []);
    });
  }

  test('more replies than any request has parts are refused', () => {
    const part = { header: { namespace: 'A', method: 'GETACK' }, payload: {} };
    assert.equal(parts(Array.from({ length: 16 }, () => part)).length, 16);
    assert.throws(() => parts(Array.from({ length: 17 }, () => part)), MalformedError);
  });
});

describe('commands for several outlets', () => {
  const on = (channel: number) => togglex.set({ channel, on: true });

  test('become one with a list', () => {
    assert.deepEqual(togglex.join([on(1), on(2)]), {
      namespace: togglex.NAMESPACE,
      method: 'SET',
      payload: {
        togglex: [
          { channel: 1, onoff: 1 },
          { channel: 2, onoff: 1 },
        ],
      },
    });
  });

  test('are not joined with a query, or with a command of another kind', () => {
    assert.equal(togglex.join([on(1), togglex.get(2)]), undefined);
    assert.equal(
      togglex.join([on(1), { namespace: 'Appliance.Control.Toggle', method: 'SET', payload: {} }]),
      undefined,
    );
  });

  test('a query names its channel', () => {
    assert.deepEqual(togglex.get(2), {
      namespace: togglex.NAMESPACE,
      method: 'GET',
      payload: { togglex: { channel: 2 } },
    });
  });
});

describe('a timer in a plug', () => {
  const TIMER = { id: 'abc', channel: 1, on: true, minuteOfDay: 0, week: 0x81, alias: 'tea' };
  const row = {
    ...{ id: 'abc', channel: 1, type: 1, enable: 1, alias: 'tea', createTime: 7, week: 0x81, time: 0 },
    ...{ sunOffset: 0, duration: 0, extend: { toggle: { onoff: 1, lmTime: 0 } } },
  };
  const timer = { ...TIMER, isEnabled: true, isOnce: false };

  test('is written with every field that the app writes', () => {
    const { namespace, method, payload } = timerx.set(TIMER, 7);
    assert.deepEqual([namespace, method], ['Appliance.Control.TimerX', 'SET']);
    assert.deepEqual(payload, { timerx: row });
    assert.deepEqual(timerx.set({ ...TIMER, on: false, isOnce: true }, 7).payload, {
      timerx: { ...row, type: 2, extend: { toggle: { onoff: 0, lmTime: 0 } } },
    });
  });

  test('is asked for and removed by its id', () => {
    const payload = { timerx: { id: 'abc' } };
    assert.deepEqual(timerx.get('abc'), { namespace: timerx.NAMESPACE, method: 'GET', payload });
    assert.deepEqual(timerx.remove('abc'), { namespace: timerx.NAMESPACE, method: 'DELETE', payload });
  });

  for (const [what, changed, expected] of [
    ['as it was written', {}, timer],
    ['without its days, as one of every day', { week: undefined }, { ...timer, week: 0xff }],
    ['that is disabled', { enable: 0 }, { ...timer, isEnabled: false }],
    ['that runs once', { type: 2 }, { ...timer, isOnce: true }],
    ['that runs once, of the other kind', { type: 4 }, { ...timer, isOnce: true }],
    ['weekly, of the other kind', { type: 3 }, timer],
    ['without a name', { alias: undefined }, { ...timer, alias: '' }],
    ['of the last minute of the day', { time: 1439 }, { ...timer, minuteOfDay: 1439 }],
  ] as const) {
    test(`is read ${what}`, () => {
      assert.deepEqual(timerx.parse({ timerx: { ...row, ...changed } }), expected);
      assert.deepEqual(timerx.parse({ timerx: [{ ...row, ...changed }] }), expected);
    });
  }

  test('that does not exist is an empty object', () => {
    for (const timerxPayload of [{}, [], undefined, 'none'])
      assert.equal(timerx.parse({ timerx: timerxPayload }), undefined);
  });

  for (const [changed, message] of [
    [{ time: -1 }, 'timerx.time is -1'],
    [{ time: 1440 }, 'timerx.time is 1440'],
    [{ time: 'noon' }, 'timerx.time is a string, not a number'],
    [{ id: 7 }, 'timerx.id is a number, not a text'],
    [{ channel: -1 }, 'timerx.channel is -1'],
    [{ week: 'x' }, 'timerx.week is a string, not a number'],
    [{ extend: undefined }, 'timerx.extend is missing, not an object'],
    [{ extend: {} }, 'timerx.extend.toggle is missing, not an object'],
    [{ extend: { toggle: {} } }, 'timerx.extend.toggle.onoff is missing, not a number'],
  ] as const) {
    test(`is refused: ${message}`, () => {
      assert.throws(() => timerx.parse({ timerx: { ...row, ...changed } }), { name: 'MalformedError', message });
    });
  }
});

describe('a query', () => {
  for (const [what, request, namespace, payload] of [
    ['of the meter', electricity.get(2), 'Appliance.Control.Electricity', { electricity: { channel: 2 } }],
    ['of the last try to join', configTrace.get(), 'Appliance.Config.Trace', { trace: {} }],
    ['of the hardware', systemHardware.get(), 'Appliance.System.Hardware', {}],
  ] as const) {
    test(`${what} has the form that plugs answer`, () => {
      assert.deepEqual(request, { namespace, method: 'GET', payload });
    });
  }

  test('may have to be encrypted for a plug that lists the key exchange', () => {
    assert.equal(systemAbility.mayEncrypt({ 'Appliance.Encrypt.ECDHE': {} }), true);
    assert.equal(systemAbility.mayEncrypt({ 'Appliance.Encrypt.Suite': {} }), false);
  });
});

describe('the meter of a plug', () => {
  const row = { channel: 1, current: 418, voltage: 2387, power: 67_379 };

  test('is read in watts, volts and amperes', () => {
    const read = [{ channel: 1, watts: 67.379, volts: 238.7, amperes: 0.418 }];
    assert.deepEqual(electricity.parse({ electricity: row }), read);
    assert.deepEqual(electricity.parse({ electricity: [row] }), read);
    assert.deepEqual(electricity.parse({}), []);
  });

  for (const [changed, message] of [
    [{ power: null }, 'electricity.power is null, not a number'],
    [{ voltage: {} }, 'electricity.voltage is a object, not a number'],
    [{ current: [] }, 'electricity.current is an array, not a number'],
    [{ channel: 256 }, 'electricity.channel is 256'],
  ] as const) {
    test(`is refused: ${message}`, () => {
      assert.throws(() => electricity.parse({ electricity: { ...row, ...changed } }), {
        name: 'MalformedError',
        message,
      });
    });
  }
});

describe('the timers that a plug lists', () => {
  test('are asked for by their namespace', () => {
    assert.deepEqual(digestTimerx.get(), {
      namespace: 'Appliance.Digest.TimerX',
      method: 'GET',
      payload: { digest: [] },
    });
  });

  test('have an id and a channel each', () => {
    const rows = [{ channel: 1, id: 'abc', count: 3 }, { id: 'def' }];
    const read = [
      { channel: 1, id: 'abc' },
      { channel: 0, id: 'def' },
    ];
    assert.deepEqual(digestTimerx.parse({ digest: rows }), read);
    assert.deepEqual(digestTimerx.parse({ digest: rows[0] }), read.slice(0, 1));
    assert.deepEqual(digestTimerx.parse({}), []);
  });

  for (const [row, message] of [
    [7, 'digest is a number, not an object'],
    [{ channel: -1, id: 'abc' }, 'digest.channel is -1'],
    [{ channel: 1 }, 'digest.id is missing, not a text'],
  ] as const) {
    test(`are refused: ${message}`, () => {
      assert.throws(() => digestTimerx.parse({ digest: [row] }), { name: 'MalformedError', message });
    });
  }
});

describe('the result of the last try to join a network', () => {
  const traceOf = (trace: unknown): configTrace.JoinTrace => configTrace.parse({ trace });

  test('has numbers, also as texts', () => {
    assert.deepEqual(traceOf({ code: 2, info: 'auth\nfail', rssi: -60 }), { code: 2, info: 'auth fail', rssi: -60 });
    assert.deepEqual(traceOf({ code: '2', rssi: ' -60 ' }), { code: 2, info: '', rssi: -60 });
  });

  test('is unknown where it makes no sense', () => {
    const unknown = { code: undefined, info: '', rssi: undefined };
    for (const value of ['', '  ', 'x', null, true, [2], {}])
      assert.deepEqual(traceOf({ code: value, rssi: value }), unknown);
    for (const trace of [undefined, 7, []]) assert.deepEqual(traceOf(trace), unknown);
  });
});
