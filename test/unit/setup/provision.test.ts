import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeRules } from '../../../src/protocol/time-rules.ts';
import { ProvisionFixture, HOME, KEY, PASSWORD } from './provision-fixture.ts';
import { MAC, UUID } from './pairing-plug.ts';

const ALL_DONE = [
  'look done',
  'abilities done',
  'networks done',
  'choose done',
  'time done',
  'key done',
  'wifi done',
  'arrival done',
];

test('a plug from the box ends up on the network with our key', async () => {
  const fixture = new ProvisionFixture();
  const { outcome, stepStates } = await fixture.run();
  assert.deepEqual(await outcome, { uuid: UUID, mac: MAC, model: 'mss305', address: HOME, key: KEY });
  assert.deepEqual(stepStates(), ALL_DONE);
  assert.equal(fixture.clock.pending, 0);
});

test('it is asked in the order that leaves the Wi-Fi for last, signed with the empty key until it has ours', async () => {
  const fixture = new ProvisionFixture();
  await fixture.run();
  assert.deepEqual(fixture.plug.requested, [
    'System.All',
    'System.Ability',
    'Config.WifiList',
    'System.Time',
    'Config.Key',
    'Config.WifiX',
  ]);
  assert.deepEqual(fixture.plug.signedWith, ['', '', '', '', '', KEY]);
});

for (const [behaviour, pattern] of [
  ['signs wrongly', /^stored, as its next reply proves/],
  ['goes by its new key later', /^acknowledged, but not signed with it yet/],
] as const) {
  test(`a plug that ${behaviour} when it acknowledges its key is set up all the same`, async () => {
    const fixture = new ProvisionFixture();
    fixture.plug.behaviours.set('Appliance.Config.Key', behaviour);
    const { outcome, reports, stepStates } = await fixture.run();
    assert.equal((await outcome).key, KEY);
    assert.deepEqual(stepStates(), ALL_DONE);
    const keyReport = reports.find(({ step, state }) => step === 'key' && state === 'done');
    assert.match(keyReport?.state === 'done' ? keyReport.detail : '', pattern);
    assert.equal(fixture.plug.key, KEY);
    assert.equal(fixture.plug.requested.filter(sent => sent === 'Config.Key').length, 1, 'it is told once');
  });
}

test('it gets the strongest access point of the chosen name, letter for letter, and the password encrypted', async () => {
  const fixture = new ProvisionFixture();
  await fixture.run();
  const { ssid, password, row } = fixture.plug.wifi ?? {};
  assert.deepEqual([ssid, password], ['Maison', PASSWORD]);
  assert.deepEqual(
    { ...row, password: '' },
    { ssid: 'TWFpc29u', password: '', bssid: '11-22-33-44-55-77', channel: 11, encryption: 8, cipher: 4 },
  );
});

test('it gets the time, the zone and the rule in force', async () => {
  const fixture = new ProvisionFixture();
  await fixture.run();
  const timestamp = fixture.plug.core.time['timestamp'];
  assert.equal(timestamp, 1735689600);
  assert.equal(fixture.plug.core.time['timezone'], 'Europe/Paris');
  assert.deepEqual(fixture.plug.core.time['timeRule'], timeRules('Europe/Paris', 1735689600));
});

test('without a broker it gets a dead address, twice; with one, that', async () => {
  const gateways = [];
  for (const options of [{}, { broker: { host: '192.168.1.10', port: 8883 }, userId: '1000' }]) {
    const fixture = new ProvisionFixture();
    await fixture.run(options);
    gateways.push([fixture.plug.core.account.userId, fixture.plug.core.account.gateway]);
  }
  const dead = { host: '127.0.0.1', port: 8883, secondHost: '127.0.0.1', secondPort: 8883, redirect: 1 };
  const ours = { host: '192.168.1.10', port: 8883, secondHost: '192.168.1.10', secondPort: 8883, redirect: 1 };
  assert.deepEqual(gateways, [
    ['0', dead],
    ['1000', ours],
  ]);
});

test('an old plug without WifiX gets the password as it is, which is reported', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.abilities = fixture.plug.abilities.filter(name => !name.endsWith('WifiX'));
  const { outcome, reports } = await fixture.run();
  await outcome;
  assert.ok(fixture.plug.requested.includes('Config.Wifi'));
  assert.equal(fixture.plug.wifi?.password, PASSWORD);
  const wifi = reports.find(({ step, state }) => step === 'wifi' && state === 'done');
  assert.match(JSON.stringify(wifi), /unencrypted/);
});

test('a plug that does not say what it can do gets the password encrypted', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.System.Ability', 'hangs up');
  const { outcome, stepStates } = await fixture.run();
  await outcome;
  assert.ok(stepStates().includes('abilities skipped'));
  assert.ok(fixture.plug.requested.includes('Config.WifiX'));
});

test('a plug that answers the small question only is set up too', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.System.All', 'is silent');
  const { outcome } = await fixture.run();
  assert.equal((await outcome).uuid, UUID);
});

for (const behaviour of ['is silent', 'hangs up', 'refuses', 'talks nonsense'] as const) {
  test(`a plug that ${behaviour} when asked for its networks joins one that is described to it`, async () => {
    const fixture = new ProvisionFixture();
    fixture.plug.behaviours.set('Appliance.Config.WifiList', behaviour);
    const settings = { ssid: 'Maison', password: PASSWORD, bssid: 'AA:22:33:44:55:66', channel: 3 };
    const { outcome, stepStates } = await fixture.run({ chooseNetwork: () => Promise.resolve(settings) });
    await outcome;
    assert.ok(stepStates().includes('networks skipped'));
    const { bssid, channel, encryption, cipher } = fixture.plug.wifi?.row ?? {};
    assert.deepEqual([bssid, channel, encryption, cipher], ['AA:22:33:44:55:66', 3, 6, 3]);
  });

  test(`a plug that ${behaviour} when sent the time is set up without it`, async () => {
    const fixture = new ProvisionFixture();
    fixture.plug.behaviours.set('Appliance.System.Time', behaviour);
    const { outcome, stepStates } = await fixture.run();
    await outcome;
    assert.deepEqual(stepStates(), ALL_DONE.with(4, 'time skipped'));
  });
}

test('an open network is joined without a password', async () => {
  const fixture = new ProvisionFixture();
  const { outcome } = await fixture.run({ chooseNetwork: () => Promise.resolve({ ssid: 'Open café', password: '' }) });
  await outcome;
  assert.equal(fixture.plug.wifi?.password, '');
});

test('whoever chooses sees each network once, the strongest first, and no hidden ones', async () => {
  const fixture = new ProvisionFixture();
  let offered: readonly (readonly [string, number])[] | undefined;
  await fixture.run({
    chooseNetwork: ({ networks }) => {
      offered = networks?.map(({ ssid, signal }) => [ssid, signal] as const);
      return Promise.resolve({ ssid: 'Maison', password: PASSWORD });
    },
  });
  assert.deepEqual(offered, [
    ['Maison', 90],
    ['Open café', 60],
  ]);
});

for (const behaviour of ['is silent after doing it', 'hangs up after doing it', 'talks nonsense'] as const) {
  test(`a plug that ${behaviour} when sent the Wi-Fi is looked for on the network before it counts as lost`, async () => {
    const fixture = new ProvisionFixture();
    fixture.plug.behaviours.set('Appliance.Config.WifiX', behaviour);
    if (behaviour === 'talks nonsense') {
      const { outcome } = await fixture.run({ arrivalMs: 10_000 });
      await assert.rejects(outcome, { step: 'arrival', left: 'the key, and the Wi-Fi perhaps' });
      return;
    }
    const { outcome, stepStates } = await fixture.run();
    assert.deepEqual((await outcome).address, HOME);
    assert.deepEqual(stepStates(), ALL_DONE);
  });
}

test('it is waited for until it answers, and not a minute and a half for one that is there', async () => {
  const fixture = new ProvisionFixture();
  let searches = 0;
  const { outcome } = await fixture.run({
    // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
    find: async function* () {
      searches += 1;
      if (searches >= 5) yield HOME;
    },
  });
  await outcome;
  assert.equal(searches, 5);
  assert.ok(fixture.clock.now() < 15_000);
});

test('a second run after a failure completes: the key is there already, and goes on', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.Config.WifiX', 'refuses');
  await assert.rejects((await fixture.run()).outcome, { step: 'wifi', left: 'the key' });
  fixture.plug.behaviours.clear();
  const { outcome, reports } = await fixture.run();
  assert.equal((await outcome).key, KEY);
  assert.match(JSON.stringify(reports[1]), /already has our key/);
});

test('so it does where the plug checks signatures by then, or takes no key twice', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.key = KEY;
  fixture.plug.isStrict = true;
  fixture.plug.behaviours.set('Appliance.Config.Key', 'refuses');
  const { outcome, stepStates } = await fixture.run();
  await outcome;
  assert.deepEqual(stepStates(), ALL_DONE);
  assert.deepEqual(fixture.plug.signedWith.slice(0, 2), ['', KEY]);
});

test('a plug that lost its power right after it got the key is completed by a second run', async () => {
  const fixture = new ProvisionFixture();
  fixture.plug.behaviours.set('Appliance.Config.WifiX', 'loses its power');
  await assert.rejects((await fixture.run()).outcome, { step: 'wifi', left: 'the key' });
  fixture.plug.behaviours.clear();
  fixture.plug.isReachable = true;
  await (
    await fixture.run()
  ).outcome;
});

test('what cannot be is refused before a word is said to the plug', async () => {
  for (const [options, why] of [
    [{ key: '' }, /empty/],
    [{ key: 'x'.repeat(33) }, /33 characters/],
    [{ key: 'clé' }, /ASCII/],
    [{ key: 'two words' }, /blanks/],
    [{ userId: 'me' }, /digits/],
    [{ broker: { host: '8.8.8.8', port: 8883 } }, /local network/],
    [{ broker: { host: 'mqtt.example.com', port: 8883 } }, /local network/],
    [{ broker: { host: 'fd00::1', port: 8883 } }, /IPv6/],
    [{ broker: { host: '192.168.1.10', port: 0 } }, /port/],
    [{ timezone: 'Europe/Pariss' }, /time zone/],
  ] as const) {
    const fixture = new ProvisionFixture();
    const { outcome, reports } = await fixture.run(options);
    await assert.rejects(outcome, { name: 'RangeError', message: why });
    assert.deepEqual([fixture.plug.requested, reports], [[], []]);
  }
});
