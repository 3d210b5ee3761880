import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject } from '../../../src/protocol/decode.ts';
import { setClock } from '../../../src/setup/clock-setting.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { TestPlug } from '../../support/test-plug.ts';

/** A plug that was never set. It stores all members that are sent, or only these. */
function unsetPlug(takes?: readonly string[]) {
  const clock = new FakeClock();
  const plug = new TestPlug(clock, { abilities: ['System.Time'], delayMs: 0 });
  plug.core.clock.powerUp(false, 437);
  plug.fate = ({ method, payload }) => {
    if (takes === undefined || method !== 'SET' || !isObject(payload['time'])) return 'answered';
    plug.setTime(Object.fromEntries(Object.entries(payload['time']).filter(([name]) => takes.includes(name))));
    return 'acknowledged only';
  };
  const options = { transport: plug, zone: 'Europe/Paris', clock, signal: new AbortController().signal };
  return { plug, options };
}

test('a plug that was never set has clock, zone and rules afterwards', async () => {
  const { before, after, aheadSeconds, differences } = await setClock(unsetPlug().options);
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
    const { differences } = await setClock(unsetPlug(takes).options);
    assert.equal(differences.length, 1);
    assert.match(differences[0] ?? '', pattern);
  });
}

test('a zone that does not exist is refused before the plug is asked', async () => {
  const { plug, options } = unsetPlug();
  await assert.rejects(setClock({ ...options, zone: 'Europe/Pariss' }), RangeError);
  assert.equal(plug.sets.length, 0);
});
