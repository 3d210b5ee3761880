import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../../support/feature-tools.ts';
import { FeatureFixture } from './feature-fixture.ts';

const ABOUT_RULES = ['Digest.TimerX', 'Digest.TriggerX', 'Control.TimerX', 'Control.TriggerX'];

const timer = (id: string, change: object = {}): Readonly<Record<string, unknown>> => ({
  id,
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Night',
  createTime: 1_700_000_000,
  week: 255,
  time: 1350,
  sunOffset: 0,
  duration: 0,
  extend: { toggle: { onoff: 0, lmTime: 0 } },
  ...change,
});

const rule = (id: string, change: object = {}): Readonly<Record<string, unknown>> => ({
  id,
  channel: 0,
  type: 1,
  enable: 1,
  alias: 'Iron',
  createTime: 1_700_000_000,
  rule: { week: 255, duration: 900 },
  ...change,
});

/** The queries and commands about rules that a plug received. */
const requestsOf = ({ plug }: FeatureFixture): readonly string[] =>
  ABOUT_RULES.flatMap(name => plug.methodsFor(name).map(method => `${method} ${name}`));

test('rules of another program are logged once, in one line, each with the command that removes it', async t => {
  const fixture = new FeatureFixture(t);
  fixture.plug.writeTimer(timer('k3v9x0a1b2c3d4e5'));
  fixture.plug.writeRule(rule('p0q9r8s7t6u5v4w3'));
  const run = fixture.start();
  await fixture.clock.advance(60_000);
  const { host } = DEFAULT_CONFIG;
  assert.deepEqual(fixture.logged, [
    'another program has written rules into it that switch it: ' +
      `timer "Night", off at 22:30 daily (\`meross-local timers ${host} remove --id k3v9x0a1b2c3d4e5\`); ` +
      `auto-off "Iron", 15 min after "on" (\`meross-local auto-off ${host} off --id p0q9r8s7t6u5v4w3\`).`,
  ]);
  const { length } = requestsOf(fixture);
  await run.reconnect(1000);
  await fixture.clock.advance(3_600_000);
  assert.equal(fixture.logged.length, 1);
  assert.equal(requestsOf(fixture).length, length, 'asked at the start only');
  assert.ok(requestsOf(fixture).every(request => request.startsWith('GET ')));
});

test('a plug that says in System.All that it has no rules gets no query about them', async t => {
  const fixture = new FeatureFixture(t);
  fixture.start();
  await fixture.clock.advance(60_000);
  assert.deepEqual(requestsOf(fixture), []);
});

test('a plug that does not say so is asked once; one that does not list the ability is not', async t => {
  for (const [abilities, expected] of [
    [
      ['Control.TimerX', 'Digest.TimerX', 'Control.TriggerX', 'Digest.TriggerX'],
      ['GET Digest.TimerX', 'GET Digest.TriggerX'],
    ],
    [['Control.TimerX', 'Control.TriggerX'], []],
  ] as const) {
    const fixture = new FeatureFixture(t, { abilities: ['Control.ToggleX', ...abilities], listsRules: false });
    fixture.start();
    await fixture.clock.advance(600_000);
    assert.deepEqual(requestsOf(fixture), expected);
    assert.deepEqual(fixture.logged, []);
  }
});

test('a plug that refuses the query is not asked again, stays reachable, and the log is silent', async t => {
  for (const outcome of ['hung up', 'refused', 'lost', 'malformed'] as const) {
    const fixture = new FeatureFixture(t, { listsRules: false });
    fixture.plug.fate = ({ namespace }) => (namespace.includes('Digest.') ? outcome : 'answered');
    const { device } = fixture.start();
    await fixture.clock.advance(600_000);
    assert.deepEqual(requestsOf(fixture), ['GET Digest.TimerX'], outcome);
    assert.deepEqual(fixture.logged, []);
    assert.equal(device.state.get('reachable')?.reachable, true);
  }
});

test('rules of this plugin and of its command line, and disabled ones, are not logged', async t => {
  const fixture = new FeatureFixture(t);
  fixture.plug.writeTimer(timer('hb0123456789abcd'));
  fixture.plug.writeTimer(timer('k3v9x0a1b2c3d4e5', { enable: 0 }));
  fixture.plug.writeRule(rule('hblocalautooff00'));
  fixture.start({ config: { autoOffMinutes: 15 } });
  await fixture.clock.advance(60_000);
  assert.deepEqual(fixture.logged, []);
});

test('many rules are counted, a name cannot break the line, and an outlet of a strip is named', async t => {
  const fixture = new FeatureFixture(t, { channels: [0, 1, 2] });
  fixture.plug.writeTimer(timer('a', { alias: 'Night\n[error] off', channel: 2, type: 2 }));
  for (const id of ['b', 'c', 'd', 'e']) fixture.plug.writeTimer(timer(id));
  fixture.start();
  await fixture.clock.advance(60_000);
  const [line = '', ...others] = fixture.logged;
  assert.deepEqual(others, []);
  assert.match(line, /timer "Night \[error\] off" of outlet 2, off at 22:30 once \(/);
  assert.match(line, /; and 2 more\.$/);
  assert.doesNotMatch(line, /\n/);
});
