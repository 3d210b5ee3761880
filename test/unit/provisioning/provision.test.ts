import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeRules } from '../../../src/protocol/time-rules.ts';
import { Bench, HOME, KEY, PASSWORD } from './bench.ts';
import { MAC, UUID } from './pairing-plug.ts';

const ALL_WELL = [
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
  const bench = new Bench();
  const { outcome, story } = await bench.run();
  assert.deepEqual(await outcome, { uuid: UUID, mac: MAC, model: 'mss305', address: HOME, key: KEY });
  assert.deepEqual(story(), ALL_WELL);
  assert.equal(bench.clock.pending, 0);
});

test('it is asked in the order that leaves the Wi-Fi for last, signed with the empty key until it has ours', async () => {
  const bench = new Bench();
  await bench.run();
  assert.deepEqual(bench.plug.asked, [
    'System.All',
    'System.Ability',
    'Config.WifiList',
    'System.Time',
    'Config.Key',
    'Config.WifiX',
  ]);
  assert.deepEqual(bench.plug.signedWith, ['', '', '', '', '', KEY]);
});

for (const [fate, says] of [
  ['signs wrongly', /^stored, as its next reply proves/],
  ['goes by its new key later', /^acknowledged, but not signed with it yet/],
] as const) {
  test(`a plug that ${fate} when it acknowledges its key is set up all the same`, async () => {
    const bench = new Bench();
    bench.plug.fates.set('Appliance.Config.Key', fate);
    const { outcome, reports, story } = await bench.run();
    assert.equal((await outcome).key, KEY);
    assert.deepEqual(story(), ALL_WELL);
    const told = reports.find(({ step, state }) => step === 'key' && state === 'done');
    assert.match(told?.state === 'done' ? told.detail : '', says);
    assert.equal(bench.plug.key, KEY);
    assert.equal(bench.plug.asked.filter(asked => asked === 'Config.Key').length, 1, 'it is told once');
  });
}

test('it is told the strongest access point of the chosen name, letter for letter, and the password encrypted', async () => {
  const bench = new Bench();
  await bench.run();
  const { ssid, password, row } = bench.plug.wifi ?? {};
  assert.deepEqual([ssid, password], ['Maison', PASSWORD]);
  assert.deepEqual(
    { ...row, password: '' },
    { ssid: 'TWFpc29u', password: '', bssid: '11-22-33-44-55-77', channel: 11, encryption: 8, cipher: 4 },
  );
});

test('it gets the time, the zone and the rule in force', async () => {
  const bench = new Bench();
  await bench.run();
  const timestamp = bench.plug.time?.['timestamp'];
  assert.equal(timestamp, 1735689600);
  assert.equal(bench.plug.time?.['timezone'], 'Europe/Paris');
  assert.deepEqual(bench.plug.time['timeRule'], timeRules('Europe/Paris', 1735689600));
});

test('without a broker it gets a dead address, twice; with one, that', async () => {
  const gateways = [];
  for (const options of [{}, { broker: { host: '192.168.1.10', port: 8883 }, userId: '1000' }]) {
    const bench = new Bench();
    await bench.run(options);
    gateways.push([bench.plug.binding?.['userId'], bench.plug.binding?.['gateway']]);
  }
  const dead = { host: '127.0.0.1', port: 8883, secondHost: '127.0.0.1', secondPort: 8883, redirect: 1 };
  const ours = { host: '192.168.1.10', port: 8883, secondHost: '192.168.1.10', secondPort: 8883, redirect: 1 };
  assert.deepEqual(gateways, [
    ['0', dead],
    ['1000', ours],
  ]);
});

test('an old plug without WifiX gets the password as it is, and people are told so', async () => {
  const bench = new Bench();
  bench.plug.abilities = bench.plug.abilities.filter(name => !name.endsWith('WifiX'));
  const { outcome, reports } = await bench.run();
  await outcome;
  assert.ok(bench.plug.asked.includes('Config.Wifi'));
  assert.equal(bench.plug.wifi?.password, PASSWORD);
  const wifi = reports.find(({ step, state }) => step === 'wifi' && state === 'done');
  assert.match(JSON.stringify(wifi), /unencrypted/);
});

test('a plug that does not say what it can do gets the password encrypted', async () => {
  const bench = new Bench();
  bench.plug.fates.set('Appliance.System.Ability', 'hangs up');
  const { outcome, story } = await bench.run();
  await outcome;
  assert.ok(story().includes('abilities skipped'));
  assert.ok(bench.plug.asked.includes('Config.WifiX'));
});

test('a plug that answers the small question only is set up too', async () => {
  const bench = new Bench();
  bench.plug.fates.set('Appliance.System.All', 'is silent');
  const { outcome } = await bench.run();
  assert.equal((await outcome).uuid, UUID);
});

for (const fate of ['is silent', 'hangs up', 'refuses', 'talks nonsense'] as const) {
  test(`a plug that ${fate} when asked for its networks joins one that is described to it`, async () => {
    const bench = new Bench();
    bench.plug.fates.set('Appliance.Config.WifiList', fate);
    const wish = { ssid: 'Maison', password: PASSWORD, bssid: 'AA:22:33:44:55:66', channel: 3 };
    const { outcome, story } = await bench.run({ chooseNetwork: () => Promise.resolve(wish) });
    await outcome;
    assert.ok(story().includes('networks skipped'));
    const { bssid, channel, encryption, cipher } = bench.plug.wifi?.row ?? {};
    assert.deepEqual([bssid, channel, encryption, cipher], ['AA:22:33:44:55:66', 3, 6, 3]);
  });

  test(`a plug that ${fate} when told the time is set up without it`, async () => {
    const bench = new Bench();
    bench.plug.fates.set('Appliance.System.Time', fate);
    const { outcome, story } = await bench.run();
    await outcome;
    assert.deepEqual(story(), ALL_WELL.with(4, 'time skipped'));
  });
}

test('an open network is joined without a password', async () => {
  const bench = new Bench();
  bench.plug.home = { ssid: 'Open café', password: '' };
  const { outcome } = await bench.run({ chooseNetwork: () => Promise.resolve({ ssid: 'Open café', password: '' }) });
  await outcome;
  assert.equal(bench.plug.wifi?.password, '');
});

test('whoever chooses sees each network once, the strongest first, and no hidden ones', async () => {
  const bench = new Bench();
  let offered: readonly (readonly [string, number])[] | undefined;
  await bench.run({
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

for (const fate of ['is silent after doing it', 'hangs up after doing it', 'talks nonsense'] as const) {
  test(`a plug that ${fate} when told the Wi-Fi is looked for on the network before it counts as lost`, async () => {
    const bench = new Bench();
    bench.plug.fates.set('Appliance.Config.WifiX', fate);
    if (fate === 'talks nonsense') {
      const { outcome } = await bench.run({ arrivalMs: 10_000 });
      await assert.rejects(outcome, { step: 'arrival', left: 'the key, and the Wi-Fi perhaps' });
      return;
    }
    const { outcome, story } = await bench.run();
    assert.deepEqual((await outcome).address, HOME);
    assert.deepEqual(story(), ALL_WELL);
  });
}

test('it is waited for until it answers, and not a minute and a half for one that is there', async () => {
  const bench = new Bench();
  let looks = 0;
  const { outcome } = await bench.run({
    // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
    find: async function* () {
      looks += 1;
      if (looks >= 5) yield HOME;
    },
  });
  await outcome;
  assert.equal(looks, 5);
  assert.ok(bench.clock.now() < 15_000);
});

test('a second run after a failure completes: the key is there already, and goes on', async () => {
  const bench = new Bench();
  bench.plug.fates.set('Appliance.Config.WifiX', 'refuses');
  await assert.rejects((await bench.run()).outcome, { step: 'wifi', left: 'the key' });
  bench.plug.fates.clear();
  const { outcome, reports } = await bench.run();
  assert.equal((await outcome).key, KEY);
  assert.match(JSON.stringify(reports[1]), /has our key already/);
});

test('so it does where the plug checks signatures by then, or takes no key twice', async () => {
  const bench = new Bench();
  bench.plug.key = KEY;
  bench.plug.isStrict = true;
  bench.plug.fates.set('Appliance.Config.Key', 'refuses');
  const { outcome, story } = await bench.run();
  await outcome;
  assert.deepEqual(story(), ALL_WELL);
  assert.deepEqual(bench.plug.signedWith.slice(0, 2), ['', KEY]);
});

test('a plug that lost its power right after it got the key is completed by a second run', async () => {
  const bench = new Bench();
  bench.plug.fates.set('Appliance.Config.WifiX', 'loses its power');
  await assert.rejects((await bench.run()).outcome, { step: 'wifi', left: 'the key' });
  bench.plug.fates.clear();
  bench.plug.isOn = true;
  await (
    await bench.run()
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
    const bench = new Bench();
    const { outcome, reports } = await bench.run(options);
    await assert.rejects(outcome, { name: 'RangeError', message: why });
    assert.deepEqual([bench.plug.asked, reports], [[], []]);
  }
});
