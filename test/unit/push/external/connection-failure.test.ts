import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainConnectionFailure } from '../../../../src/push/external/connection-failure.ts';
import { ENGLISH } from '../../../../src/texts/log-texts.ts';

const BROKER = 'mqtts://192.168.1.5:8883';

test('each cause is explained in two lines, with what to do', () => {
  for (const [cause, line, remedy] of [
    ['ECONNREFUSED', 'nothing listens there', 'Is the broker running'],
    ['not-mqtt', 'it does not send MQTT', 'Is the port right'],
    ['too-large', 'it sent a message that is too large', 'other clients'],
    ['subscription refused', 'it does not allow the topics of plugs', 'Allow /appliance/#'],
  ] as const) {
    const [first = '', second = '', ...more] = explainConnectionFailure(new Error(cause), BROKER, ENGLISH.push).split(
      '\n',
    );
    assert.ok(first.startsWith(`The MQTT broker ${BROKER} cannot be used: ${line}`), first);
    assert.ok(second.includes(remedy) && second.endsWith('plugs are polled meanwhile.'), second);
    assert.deepEqual(more, []);
  }
});

test('a cause without an explanation is shown as it is', () => {
  const error = Object.assign(new Error('written EPROTO'), { code: 'EPROTO' });
  assert.match(
    explainConnectionFailure(error, BROKER, ENGLISH.push),
    /cannot be used: EPROTO\.\nCheck the log of the broker\./,
  );
});
