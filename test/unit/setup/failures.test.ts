/**
 * Every step, and everything that can go wrong in it: a clear end, nothing half-done unsaid, a second run that
 * completes.
 */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { ProvisioningError, type LeftOnPlug, type Step } from '../../../src/setup/provisioning-error.ts';
import { ProvisionFixture, HOME, PASSWORD, type ProvisionRun } from './provision-fixture.ts';
import type { PlugBehaviour } from './pairing-plug.ts';

/** The failure in which a run ended, which is also the last thing that was reported. */
async function failureOf({ outcome, reports }: ProvisionRun): Promise<ProvisioningError> {
  const error: unknown = await outcome.then(
    () => assert.fail('it succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProvisioningError, inspect(error));
  const last = reports.at(-1);
  assert.ok(last?.state === 'failed' && last.error === error);
  assert.equal(last.step, error.step);
  return error;
}

/** The message names what happened, and what to do. */
function assertClear({ message, happened, advice }: ProvisioningError): void {
  assert.ok(happened.endsWith('.') && advice.endsWith('.') && message.startsWith(happened) && message.includes(advice));
  // Keeping the old settings and resetting them cannot both be right.
  assert.ok(!message.includes('resets it') || !/Keep that key|continues|completes the setup/.test(message), message);
  assert.doesNotMatch(message, /undefined|\[object|NaN|\.\.|  /);
}

const FAILURES: readonly (readonly [
  namespace: string,
  fate: PlugBehaviour,
  step: Step,
  left: LeftOnPlug,
  says: RegExp,
])[] = [
  ['System.All', 'loses its power', 'look', 'nothing', /cannot be reached/],
  ['System.All', 'says 5001', 'look', 'nothing', /already set up with another key.*rekey/],
  ['System.Ability', 'loses its power', 'abilities', 'nothing', /lost its power/],
  ['Config.WifiList', 'loses its power', 'networks', 'nothing', /lost its power/],
  ['System.Time', 'loses its power', 'time', 'nothing', /lost its power/],
  [
    'Config.Key',
    'loses its power',
    'key',
    'the clock, perhaps',
    /clock and time zone of the plug may be set, which does no harm/,
  ],
  ['Config.Key', 'refuses', 'key', 'the clock, perhaps', /error 5000.*does not accept this key/],
  ['Config.Key', 'is silent', 'key', 'the key, perhaps', /did not answer in time.*may already have the new key/],
  ['Config.Key', 'is silent after doing it', 'key', 'the key, perhaps', /may already have the new key/],
  ['Config.Key', 'hangs up', 'key', 'the key, perhaps', /hung up.*may already have the new key/],
  ['Config.Key', 'hangs up after doing it', 'key', 'the key, perhaps', /second run with it continues/],
  ['Config.Key', 'talks nonsense', 'key', 'the key, perhaps', /a malformed reply/],
  ['Config.Key', 'echoes', 'key', 'the key, perhaps', /a malformed reply/],
  ['Config.Key', 'says 5001', 'key', 'the clock, perhaps', /already set up with another key.*rekey/],
  [
    'Config.Key',
    'never goes by its new key',
    'arrival',
    'the Wi-Fi, and another key',
    /does not sign with the new key.*resets it.*uses another key/,
  ],
  ['Config.WifiX', 'says 5001', 'wifi', 'the key', /did not store the key.*resets it/],
  ['Config.WifiX', 'refuses', 'wifi', 'the key', /no Wi-Fi yet.*second run/],
  ['Config.WifiX', 'loses its power', 'wifi', 'the key', /no Wi-Fi yet.*second run/],
  ['Config.WifiX', 'is silent', 'arrival', 'the key, and the Wi-Fi perhaps', /within 90 s, and had not acknowledged/],
  ['Config.WifiX', 'hangs up', 'arrival', 'the key, and the Wi-Fi perhaps', /within 90 s, and had not acknowledged/],
  ['Config.WifiX', 'echoes', 'arrival', 'the key, and the Wi-Fi perhaps', /not acknowledged/],
];

for (const [namespace, fate, step, left, says] of FAILURES) {
  test(`a plug that ${fate} at ${namespace}: a clear end, and a second run completes`, async () => {
    const fixture = new ProvisionFixture();
    fixture.plug.behaviours.set(`Appliance.${namespace}`, fate);
    const failure = await failureOf(await fixture.run());
    assert.deepEqual([failure.step, failure.left], [step, left]);
    assert.match(failure.message, says);
    assertClear(failure);
    assert.equal(fixture.clock.pending, 0);
    fixture.plug.behaviours.clear();
    fixture.plug.isReachable = true;
    fixture.plug.returnToPairing();
    await (
      await fixture.run()
    ).outcome;
  });
}

test('a plug that is silent from the beginning is given up, with a word on how to reach it', async () => {
  const fixture = new ProvisionFixture();
  for (const name of ['All', 'Hardware']) fixture.plug.behaviours.set(`Appliance.System.${name}`, 'is silent');
  const failure = await failureOf(await fixture.run());
  assert.deepEqual([failure.step, failure.left], ['look', 'nothing']);
  assert.match(failure.message, /did not answer in time.*not in pairing mode.*Look at the bench/);
});

test('a plug that goes silent for good while it is asked for networks is gone, not merely without a list', async () => {
  const fixture = new ProvisionFixture();
  const run = fixture.begin();
  fixture.plug.behaviours.set('Appliance.Config.WifiList', 'is silent');
  await fixture.clock.advance(0);
  fixture.plug.isReachable = false;
  await fixture.clock.advance(60_000);
  const failure = await failureOf(run);
  assert.deepEqual([failure.step, failure.left], ['networks', 'nothing']);
});

test('a wrong Wi-Fi password ends in a sentence that says so, once the plug is back in pairing mode', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.homePassword = 'another password';
  const run = fixture.begin();
  await fixture.clock.advance(5000);
  await fixture.clock.advance(120_000);
  const failure = await failureOf(run);
  assert.deepEqual([failure.step, failure.left], ['arrival', 'the key and the Wi-Fi']);
  assert.match(failure.message, /in pairing mode again.*error code: 2.*password is wrong/);
  assertClear(failure);
  fixture.plug.homePassword = PASSWORD;
  await (
    await fixture.run()
  ).outcome;
});

test('a plug that has vanished for good is waited for 90 s, and no longer', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.Config.WifiX', 'vanishes');
  const run = fixture.begin();
  await fixture.clock.advance(89_000);
  assert.notEqual(run.reports.at(-1)?.state, 'failed');
  await fixture.clock.advance(10_000);
  const failure = await failureOf(run);
  assert.match(failure.message, /did not appear on the network within 90 s\..*light.*discover/s);
  assertClear(failure);
});

test('a plug on the network that does not take the new key is distinguished from one that never came', async () => {
  const fixture = new ProvisionFixture();
  const run = await fixture.run({
    // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
    find: async function* () {
      fixture.plug.key = 'quite another';
      yield HOME;
    },
  });
  const failure = await failureOf(run);
  assert.match(failure.message, /does not sign with the new key/);
});

for (const [what, settings, says] of [
  [
    'a network that the plug does not see',
    { ssid: 'Maison 5G', password: PASSWORD },
    /does not see .*"Maison", "Open café".*2.4 GHz/,
  ],
  ['a password that is too short', { ssid: 'Maison', password: 'hunter2' }, /7 bytes/],
  ['a password that is too long', { ssid: 'Maison', password: 'x'.repeat(64) }, /64 bytes/],
  ['no password for a network that has one', { ssid: 'Maison', password: '' }, /none was given/],
  ['a password for a network that has none', { ssid: 'Open café', password: PASSWORD }, /open/],
  ['a name that is too long', { ssid: 'é'.repeat(17), password: PASSWORD }, /34 bytes/],
  ['no name', { ssid: '', password: PASSWORD }, /empty/],
  ['a BSSID without a channel', { ssid: 'X', password: PASSWORD, bssid: '11:22:33:44:55:66' }, /together/],
  ['a BSSID that is none', { ssid: 'X', password: PASSWORD, bssid: '11:22', channel: 3 }, /not the address/],
  ['a channel of 5 GHz', { ssid: 'X', password: PASSWORD, bssid: '11:22:33:44:55:66', channel: 36 }, /2.4 GHz/],
] as const) {
  test(`${what} is refused while nothing on the plug has changed`, async () => {
    const fixture = new ProvisionFixture();
    const failure = await failureOf(await fixture.run({ chooseNetwork: () => Promise.resolve(settings) }));
    assert.deepEqual([failure.step, failure.left], ['choose', 'nothing']);
    assert.match(failure.message, says);
    assertClear(failure);
    assert.equal(fixture.plug.key, '');
  });
}

test('without a list and without a description, it is said what to give', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.Config.WifiList', 'refuses');
  const failure = await failureOf(await fixture.run());
  assert.match(failure.message, /BSSID and the channel/);
});

test('64 hex digits are a key, not too long a password', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.homePassword = 'ab'.repeat(32);
  await (
    await fixture.run({ chooseNetwork: () => Promise.resolve({ ssid: 'Maison', password: 'ab'.repeat(32) }) })
  ).outcome;
});

for (const [namespace, step, left] of [
  ['System.All', 'look', 'nothing'],
  ['Config.WifiList', 'networks', 'nothing'],
  ['Config.Key', 'key', 'the key, perhaps'],
  ['Config.WifiX', 'wifi', 'the key, and the Wi-Fi perhaps'],
] as const) {
  test(`whoever interrupts it at ${namespace} sees what is half-done, and nothing goes on`, async () => {
    const fixture = new ProvisionFixture();
    fixture.plug.behaviours.set(`Appliance.${namespace}`, 'is silent');
    const run = fixture.begin();
    await fixture.clock.advance(100);
    fixture.stop.abort(new Error('Ctrl-C'));
    await fixture.clock.advance(0);
    const failure = await failureOf(run);
    assert.deepEqual([failure.step, failure.left], [step, left]);
    assert.match(failure.message, /interrupted/);
    const requestCount = fixture.plug.requested.length;
    await fixture.clock.advance(200_000);
    assert.equal(fixture.plug.requested.length, requestCount);
    assert.equal(fixture.clock.pending, 0);
  });
}

test('so is whoever interrupts the wait for the plug', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.Config.WifiX', 'vanishes');
  const run = fixture.begin();
  await fixture.clock.advance(10_000);
  fixture.stop.abort(new Error('Ctrl-C'));
  await fixture.clock.advance(0);
  const failure = await failureOf(run);
  assert.deepEqual([failure.step, failure.left], ['arrival', 'the key and the Wi-Fi']);
  assert.equal(fixture.clock.pending, 0);
});

test('whatever goes wrong, and however the plug echoes, neither key nor password is in any report or error', async () => {
  const key = 'CANARYkeyCANARYkeyCANARYkey12345';
  const password = 'CANARY password of the house';
  const secrets = [key, password, Buffer.from(password).toString('base64'), 'CANARY'];
  const behaviours: readonly PlugBehaviour[] = [
    'answers',
    'echoes',
    'talks nonsense',
    'refuses',
    'is silent',
    'hangs up',
    'signs wrongly',
  ];
  const names = [
    'System.All',
    'System.Hardware',
    'Config.Key',
    'Config.Wifi',
    'Config.WifiX',
    'Config.Trace',
    'Config.WifiList',
  ];
  for (const fate of behaviours) {
    for (const name of names) {
      const fixture = new ProvisionFixture();
      fixture.plug.behaviours.set(`Appliance.${name}`, fate);
      if (name === 'Config.Wifi')
        fixture.plug.abilities = fixture.plug.abilities.filter(each => !each.endsWith('WifiX'));
      const chooseNetwork = (): Promise<{ ssid: string; password: string }> =>
        Promise.resolve({ ssid: 'Maison', password });
      const { outcome, reports } = await fixture.run({ key, chooseNetwork, arrivalMs: 5000 });
      const error: unknown = await outcome.then(
        () => 'well',
        (reason: unknown) => reason,
      );
      const shown = inspect([error, reports], { depth: 12, showHidden: true });
      for (const secret of secrets) assert.ok(!shown.includes(secret), `${fate} at ${name}: ${shown}`);
      assert.ok(reports.length >= 2);
    }
  }
});
