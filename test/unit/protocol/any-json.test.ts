import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError } from '../../../src/errors.ts';
import { toggle } from '../../../src/features/toggle.ts';
import * as decode from '../../../src/protocol/decode.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import * as systemAbility from '../../../src/protocol/namespaces/system-ability.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';

const RUNS = { numRuns: 500 };

/** Runs `read` and allows only a MalformedError. */
function onlyMalformed(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
}

/** JSON that is nearly right: members with the expected names and any values. */
const { value: nearly } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.jsonValue(),
    fc.constantFrom(0, 1, 2, -1, '0', '1', null, '', 'x', 1e300, true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        ...['header', 'payload', 'all', 'system', 'hardware', 'firmware', 'digest', 'togglex', 'channel', 'onoff'],
        ...['type', 'version', 'uuid', 'macAddress', 'ability', 'messageId', 'namespace', 'method', 'timestamp'],
        ...['from', 'sign', 'error', 'code', 'toString', 'valueOf', '__proto__', 'constructor', 'length'],
      ),
      tie('value'),
      { maxKeys: 6 },
    ),
  ),
}));

const anyJson = fc.oneof(fc.jsonValue(), nearly).map((value): unknown => JSON.parse(JSON.stringify(value)));

test('any text from a device is read or refused without a crash', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        anyJson.map(value => JSON.stringify(value).slice(0, -1)),
      ),
      json => {
        onlyMalformed(() => parse(json));
      },
    ),
    RUNS,
  );
});

test('any JSON from a device is read or refused without a crash', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (header, payload) => {
      onlyMalformed(() => parse(JSON.stringify(header)));
      onlyMalformed(() => parse(JSON.stringify({ header, payload })));
    }),
    RUNS,
  );
});

const readers = {
  object: decode.object,
  text: decode.text,
  textOr: decode.textOr,
  number: decode.number,
  channelOf: decode.channelOf,
  onOff: decode.onOff,
  oneOrMany: decode.oneOrMany,
};

for (const [name, read] of Object.entries(readers)) {
  test(`the reader ${name} reads any JSON or reports it as malformed`, () => {
    fc.assert(
      fc.property(anyJson, value => {
        onlyMalformed(() => read(value, 'here'));
      }),
      RUNS,
    );
  });
}

test('any JSON in a payload is read or refused without a crash', () => {
  const payload = fc.oneof(
    nearly.map(all => ({ all })),
    nearly.map(togglex => ({ togglex })),
    nearly.map(ability => ({ ability })),
    nearly.map(togglex => ({
      all: { system: { hardware: { uuid: '', type: '' }, firmware: { version: '' } }, digest: { togglex } },
    })),
    anyJson.filter(decode.isObject),
  );
  fc.assert(
    fc.property(payload, value => {
      const json: unknown = JSON.parse(JSON.stringify(value));
      assert.ok(decode.isObject(json));
      onlyMalformed(() => systemAll.parse(json));
      onlyMalformed(() => systemAbility.parse(json));
      onlyMalformed(() => togglex.parse(json));
    }),
    RUNS,
  );
});

test('whatever relays a device sends, each is on or off on a channel from 0 up, or none is shown', () => {
  const row = fc.record({ channel: anyJson, onoff: anyJson }, { requiredKeys: [] });
  const rows = fc.oneof(row, fc.array(row), anyJson);
  const namespace = fc.constantFrom(togglex.NAMESPACE, systemAll.NAMESPACE, 'Appliance.System.Report');
  fc.assert(
    fc.property(rows, namespace, (rows, namespace) => {
      const header = { messageId: '', namespace, method: 'PUSH', uuid: undefined, timestamp: 0, sign: '' };
      onlyMalformed(() => {
        for (const reading of toggle.read({ header, payload: { togglex: rows } })) {
          assert.equal(reading.kind, 'toggle');
          assert.ok(Number.isInteger(reading.channel) && reading.channel >= 0);
        }
      });
    }),
    RUNS,
  );
});
