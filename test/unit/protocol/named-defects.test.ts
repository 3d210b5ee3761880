/** Each defect of a message is reported with the path of the member and with a reason that the log can translate. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorReason } from '../../../src/error-reason.ts';
import { MalformedError } from '../../../src/errors.ts';
import type { JsonObject } from '../../../src/protocol/decode.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import * as electricityx from '../../../src/protocol/namespaces/electricityx.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as systemHardware from '../../../src/protocol/namespaces/system-hardware.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';
import { checkReply } from '../../../src/protocol/reply.ts';

/** The error of `read`; fails if there is none. */
function malformed(read: () => unknown): MalformedError {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
  return assert.fail('accepted');
}

interface Defect {
  readonly message: string;
  readonly reason: ErrorReason | undefined;
}

const defectOf = ({ message, reason }: MalformedError): Defect => ({ message, reason });

const wrongType = (path: string, found: string, needed: string): Defect => ({
  message: `${path} is ${found === 'missing' ? found : `a ${found}`}, not ${needed}`,
  reason: { is: 'wrong type', path, found },
});

/** A copy in which the member at this path has another value. */
function changed(value: unknown, [name, ...others]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value))
    return value.map((entry: unknown, at) => (String(at) === name ? changed(entry, others, to) : entry));
  const object = value as JsonObject;
  return { ...object, [name]: changed(object[name], others, to) };
}

const HARDWARE = { type: 'mss310', version: '2.0.0', uuid: '0'.repeat(32), macAddress: '48:e1:e9:a1:b2:c3' };
const ALL = {
  all: {
    system: { hardware: HARDWARE, firmware: { version: '2.1.17' }, time: { timestamp: 1, timezone: 'Europe/London' } },
    digest: { togglex: [{ channel: 0, onoff: 1 }] },
  },
};
const TIME = { time: { timestamp: 1, timezone: 'Europe/London', timeRule: [[1, 3600, 1]] } };
const METERS = { electricity: [{ channel: 1, power: 1000, voltage: 230_000, current: 4 }] };

const READERS = {
  'System.All': { payload: ALL, read: systemAll.parse },
  'hardware of System.All': { payload: ALL, read: systemHardware.parseAll },
  'System.Hardware': { payload: { hardware: HARDWARE }, read: systemHardware.parse },
  'System.Time': { payload: TIME, read: systemTime.parse },
  ElectricityX: { payload: METERS, read: electricityx.parse },
} as const;

const DEFECTS: readonly (readonly [keyof typeof READERS, at: string, to: unknown, Defect])[] = [
  ['System.All', 'all', 'on', wrongType('all', 'string', 'an object')],
  ['System.All', 'all.system', 1, wrongType('all.system', 'number', 'an object')],
  ['System.All', 'all.system.hardware', undefined, wrongType('all.system.hardware', 'missing', 'an object')],
  ['System.All', 'all.system.firmware', undefined, wrongType('all.system.firmware', 'missing', 'an object')],
  ['System.All', 'all.system.hardware.type', 1, wrongType('hardware.type', 'number', 'a text')],
  ['System.All', 'all.system.hardware.uuid', undefined, wrongType('hardware.uuid', 'missing', 'a text')],
  ['System.All', 'all.system.firmware.version', 2, wrongType('firmware.version', 'number', 'a text')],
  ['System.All', 'all.digest.togglex.0', true, wrongType('digest.togglex', 'boolean', 'an object')],
  ['System.All', 'all.control', { toggle: true }, wrongType('control.toggle', 'boolean', 'an object')],
  ['hardware of System.All', 'all', undefined, wrongType('all', 'missing', 'an object')],
  ['hardware of System.All', 'all.system', undefined, wrongType('all.system', 'missing', 'an object')],
  ['hardware of System.All', 'all.system.hardware', 1, wrongType('all.system.hardware', 'number', 'an object')],
  ['System.Hardware', 'hardware', undefined, wrongType('hardware', 'missing', 'an object')],
  ['System.Hardware', 'hardware.type', 1, wrongType('hardware.type', 'number', 'a text')],
  ['System.Hardware', 'hardware.uuid', 1, wrongType('hardware.uuid', 'number', 'a text')],
  ['System.Hardware', 'hardware.macAddress', undefined, wrongType('hardware.macAddress', 'missing', 'a text')],
  ['System.Time', 'time', undefined, wrongType('time', 'missing', 'an object')],
  ['System.Time', 'time.timestamp', true, wrongType('time.timestamp', 'boolean', 'a number')],
  ['System.Time', 'time.timeRule.0.0', 'x', wrongType('time.timeRule[0]', 'string', 'a number')],
  ['System.Time', 'time.timeRule.0.1', 'x', wrongType('time.timeRule[1]', 'string', 'a number')],
  ['System.Time', 'time.timeRule.0.2', 'x', wrongType('time.timeRule[2]', 'string', 'a number')],
  [
    'System.Time',
    'time.timeRule.0',
    5,
    {
      message: 'time.timeRule contains an entry that is not a list',
      reason: { is: 'wrong type', path: 'time.timeRule[]', found: 'number' },
    },
  ],
  ['ElectricityX', 'electricity.0', 1, wrongType('electricity', 'number', 'an object')],
  ['ElectricityX', 'electricity.0.channel', 'x', wrongType('electricity.channel', 'string', 'a number')],
  ['ElectricityX', 'electricity.0.power', true, wrongType('electricity.power', 'boolean', 'a number')],
  ['ElectricityX', 'electricity.0.voltage', 'x', wrongType('electricity.voltage', 'string', 'a number')],
  ['ElectricityX', 'electricity.0.current', undefined, wrongType('electricity.current', 'missing', 'a number')],
];

for (const [reader, at, to, expected] of DEFECTS) {
  test(`${reader} with ${at} = ${to === undefined ? 'nothing' : JSON.stringify(to)}: ${expected.message}`, () => {
    const { payload, read } = READERS[reader];
    read(payload);
    const broken = changed(payload, at.split('.'), to) as JsonObject;
    assert.deepEqual(defectOf(malformed(() => read(broken))), expected);
  });
}

test('a relay too many is reported with both places where relays are', () => {
  const rows = Array.from({ length: 17 }, (_, channel) => ({ channel, onoff: 0 }));
  const all = { ...ALL.all, digest: { togglex: rows }, control: { toggle: { onoff: 0 } } };
  const { message, reason } = malformed(() => systemAll.parse({ all }));
  assert.match(message, /^digest\.togglex with control\.toggle has 18 entries/);
  assert.deepEqual(reason, { is: 'too many entries', path: 'digest.togglex with control.toggle', count: 18, most: 17 });
});

test("a plug's own clock is read; without one, it was never set", () => {
  const timeOf = (time: unknown): unknown =>
    systemAll.parse(changed(ALL, ['all', 'system', 'time'], time) as JsonObject).time;
  assert.deepEqual(timeOf({ timestamp: 1033, timezone: 'Europe/London' }), {
    timestamp: 1033,
    timezone: 'Europe/London',
  });
  assert.deepEqual(timeOf({ timestamp: '1033' }), { timestamp: 0, timezone: '' });
  assert.deepEqual(timeOf(undefined), { timestamp: 0, timezone: '' });
});

describe('an envelope', () => {
  const header = { messageId: 'id', namespace: 'N', method: 'GETACK', timestamp: 1, sign: 's', uuid: 'a'.repeat(32) };
  const parsed = (change: object): unknown => parse(JSON.stringify({ header: { ...header, ...change }, payload: {} }));

  for (const [text, expected] of [
    ['[]', { message: 'the reply is an array, not an object', reason: wrongType('the reply', 'array', '').reason }],
    ['{"header":1}', wrongType('header', 'number', 'an object')],
    ['no JSON {', { message: 'the reply is not JSON', reason: 'not JSON' }],
    [' {"header":', { message: 'the reply breaks off in the middle', reason: 'breaks off' }],
  ] as const) {
    test(`${text}: ${expected.message}`, () => {
      const error = malformed(() => parse(text));
      assert.deepEqual(defectOf(error), expected);
      assert.equal(error.defect, expected.reason === 'breaks off' ? 'cut short' : undefined);
      assert.equal(error.cause instanceof SyntaxError, typeof expected.reason === 'string');
    });
  }

  for (const [member, value, needed] of [
    ['namespace', 1, 'a text'],
    ['method', 1, 'a text'],
    ['timestamp', true, 'a number'],
  ] as const) {
    test(`header.${member} is a ${typeof value}`, () => {
      const error = malformed(() => parsed({ [member]: value }));
      assert.deepEqual(defectOf(error), wrongType(`header.${member}`, typeof value, needed));
    });
  }

  test('a sender is 8 to 64 letters, digits, _ or - and nothing else', () => {
    const senderOf = (uuid: unknown): string | undefined =>
      parse(JSON.stringify({ header: { ...header, uuid } })).header.uuid;
    assert.equal(senderOf('a'.repeat(64)), 'a'.repeat(64));
    assert.equal(senderOf('a'.repeat(65)), undefined);
    assert.equal(senderOf(`../${'a'.repeat(32)}`), undefined);
    assert.equal(senderOf(`${'a'.repeat(32)}/x`), undefined);
    assert.equal(senderOf(7), undefined);
    assert.equal(parse(JSON.stringify({ header: { ...header, sign: 7 } })).header.sign, '');
  });
});

describe('a reply', () => {
  const request = { namespace: 'N', method: 'GET', payload: {} } as const;
  const header = { messageId: 'id', namespace: 'N', method: 'GETACK', uuid: 'u', timestamp: 1, sign: '' };
  for (const [change, payload, expected] of [
    [{ messageId: 'x' }, {}, { message: 'the reply is to another request', reason: 'to another request' }],
    [{ uuid: undefined }, {}, { message: 'the reply does not name the plug that sent it', reason: 'no sender' }],
    [{ method: 'ERROR' }, {}, { message: 'the reply is an error without a code', reason: 'error without code' }],
    [
      { method: 'PUSH\n', namespace: 'M' },
      {},
      { message: 'the reply is a PUSH of M', reason: { is: 'other reply', method: 'PUSH', namespace: 'M' } },
    ],
  ] as const) {
    test(expected.message, () => {
      const message = { header: { ...header, ...change }, payload };
      const error = malformed(() => checkReply(message, { request, messageId: 'id', uuid: undefined }));
      assert.deepEqual(defectOf(error), expected);
      assert.equal(error.namespace, 'N');
      assert.equal(error.defect, expected.reason === 'to another request' ? 'to another request' : undefined);
    });
  }
});
