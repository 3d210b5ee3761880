import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyTo } from '../../../src/push/broker-reply.ts';
import { parse } from '../../../src/protocol/envelope.ts';
import { KEY, plugMessage, UUID, type MessageFields } from './broker-fixture.ts';

const ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const BIND = 'Appliance.Control.Bind';
const CLOCK = 'Appliance.System.Clock';
const CONFIG = 'Appliance.Control.ConsumptionConfig';

function replyFor(fields: MessageFields, key = KEY): unknown {
  const json = plugMessage({ messageId: ID, ...fields, key: fields.key ?? key });
  const text = replyTo(json, parse(json), { uuid: UUID, key, nowSeconds: 1_700_000_000 });
  return text === undefined ? undefined : JSON.parse(text);
}

const from = `/appliance/${UUID}/publish`;

// The signatures are the vectors of provisioning-mqtt-ble.md 3.5.
test('a plug that binds is acknowledged, signed with its own key', () => {
  for (const method of ['SET', 'PUSH']) {
    const bind = { bindTime: 5, hardware: { uuid: UUID } };
    assert.deepEqual(replyFor({ namespace: BIND, method, payload: { bind }, header: { triggerSrc: 'DevBoot' } }), {
      header: {
        messageId: ID,
        namespace: BIND,
        method: 'SETACK',
        payloadVersion: 1,
        from,
        timestamp: 1_700_000_000,
        timestampMs: 0,
        triggerSrc: 'CloudControl',
        sign: 'd8ad4acdee1b44b6930cb5a8c38b0ea2',
      },
      payload: {},
    });
  }
});

test('a plug that requests the time gets it, with the header that it sent', () => {
  const header = { uuid: UUID, triggerSrc: 'DevBoot' };
  assert.deepEqual(replyFor({ namespace: CLOCK, payload: { clock: { timestamp: 6 } }, timestamp: 6, header }), {
    header: {
      messageId: ID,
      namespace: CLOCK,
      method: 'PUSH',
      payloadVersion: 1,
      from,
      timestamp: 6,
      timestampMs: 7,
      sign: 'f143df04eba972c878dc4de91c90be74',
      triggerSrc: 'CloudControl',
    },
    payload: { clock: { timestamp: 1_700_000_000 } },
  });
});

test('a plug without a key gets the time as well', () => {
  const reply = replyFor({ namespace: CLOCK, messageId: 'a1605224f8b808178c8bdac5d8e239dc', timestamp: 4 }, '');
  assert.match(JSON.stringify(reply), /"sign":"27f5352964c535596c659880231f8ff9"/);
});

test('a plug gets its consumption settings back as it sent them', () => {
  const payload = { config: { voltageRatio: 188, electricityRatio: 100, maxElectricityCurrent: 11000 } };
  const reply = replyFor({ namespace: CONFIG, payload, header: { uuid: UUID } });
  const echoed: unknown = JSON.parse(plugMessage({ messageId: ID, namespace: CONFIG, payload }));
  assert.deepEqual(reply, withTrigger(echoed));
});

function withTrigger(message: unknown): unknown {
  const { header, payload } = message as { readonly header: object; readonly payload: unknown };
  return { header: { ...header, triggerSrc: 'CloudControl' }, payload };
}

test('nothing is signed for a client without the key', () => {
  assert.equal(replyFor({ namespace: BIND, method: 'SET', key: 'another' }), undefined);
});

test('a plain report of a plug gets no reply', () => {
  const reports = ['System.Time', 'System.Report', 'System.Online', 'Control.ToggleX', 'Control.Unbind'];
  for (const name of reports) assert.equal(replyFor({ namespace: `Appliance.${name}` }), undefined, name);
  for (const namespace of [CLOCK, CONFIG])
    assert.equal(replyFor({ namespace, method: 'GETACK' }), undefined, namespace);
  assert.equal(replyFor({ namespace: BIND, method: 'SETACK' }), undefined);
});
