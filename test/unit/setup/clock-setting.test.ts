import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject } from '../../../src/protocol/decode.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import { setClock } from '../../../src/setup/clock-setting.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A plug that stores what is sent, as far as `takes` allows. */
class ClockPlug implements Transport {
  readonly address = 'a plug';
  time: Readonly<Record<string, unknown>> = { timestamp: 437, timezone: '', timeRule: [] };
  takes: readonly string[] = ['timestamp', 'timezone', 'timeRule'];
  commands = 0;

  request({ method, namespace, payload }: Request): Promise<Message> {
    const sentTime = payload['time'];
    if (method === 'SET' && isObject(sentTime)) {
      this.commands += 1;
      this.time = { ...this.time, ...Object.fromEntries(this.takes.map(name => [name, sentTime[name]])) };
    }
    const header = { messageId: '', namespace, method: `${method}ACK`, uuid: undefined, timestamp: 0, sign: '' };
    return Promise.resolve({ header, payload: method === 'GET' ? { time: this.time } : {} });
  }
}

const options = (transport: Transport) => ({
  transport,
  zone: 'Europe/Paris',
  clock: new FakeClock(),
  signal: new AbortController().signal,
});

test('a plug that was never set has clock, zone and rules afterwards', async () => {
  const { before, after, aheadSeconds, differences } = await setClock(options(new ClockPlug()));
  assert.deepEqual([before.timezone, before.timestamp], ['', 437]);
  assert.deepEqual([after.timezone, after.timestamp, after.timeRule.length], ['Europe/Paris', 1735689600, 20]);
  assert.deepEqual([aheadSeconds, differences], [0, []]);
});

for (const [what, takes, pattern] of [
  ['time', ['timezone', 'timeRule'], /not apply the time: its clock is \d+ s behind/],
  ['zone', ['timestamp', 'timeRule'], /not apply the time zone: it has none/],
  ['rules', ['timestamp', 'timezone'], /not apply all rules.*0 of 20/],
] as const) {
  test(`a plug that acknowledges and does not take the ${what} is found out`, async () => {
    const plug = new ClockPlug();
    plug.takes = takes;
    const { differences } = await setClock(options(plug));
    assert.equal(differences.length, 1);
    assert.match(differences[0] ?? '', pattern);
  });
}

test('a zone that does not exist is refused before the plug is asked', async () => {
  const plug = new ClockPlug();
  await assert.rejects(setClock({ ...options(plug), zone: 'Europe/Pariss' }), RangeError);
  assert.equal(plug.commands, 0);
});
