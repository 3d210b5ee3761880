import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { deadline, systemClock, type Clock } from '../../../src/clock.ts';
import { MerossError, NoAnswerError } from '../../../src/errors.ts';
import { AccessPointTransport } from '../../../src/setup/access-point-transport.ts';
import { provision, type ProvisionedPlug } from '../../../src/setup/provision.ts';
import { scriptedAccessPoint, type AccessPointQuirks } from './scripted-access-point.ts';
import { HOME, KEY, PASSWORD } from './provision-fixture.ts';
import { PairingPlug, UUID } from './pairing-plug.ts';

/** Waits a twentieth of what it is asked to, for tests of silence. */
const FAST_CLOCK: Clock = { ...systemClock, after: (ms, task) => systemClock.after(ms / 20, task) };

/** Sets a plug up over real HTTP; at home it answers without a network. */
async function setUp(
  t: TestContext,
  plug: PairingPlug,
  quirks: AccessPointQuirks = {},
  onChoice = (): void => undefined,
  clock: Clock = systemClock,
) {
  const details: string[] = [];
  const ap = await scriptedAccessPoint(t, plug, quirks);
  const outcome: Promise<ProvisionedPlug> = provision({
    pairingTransport: new AccessPointTransport({ clock, address: ap.address }),
    key: KEY,
    timezone: 'Europe/Paris',
    chooseNetwork: () => {
      onChoice();
      return Promise.resolve({ ssid: 'Maison', password: PASSWORD });
    },
    onStep: report => {
      if (report.state === 'done') details.push(report.detail);
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
    find: async function* () {
      if (plug.isAtHome) yield HOME;
    },
    lanTransport: () => plug.transport({ key: KEY }),
    clock,
    signal: new AbortController().signal,
    arrivalMs: 3000,
  });
  outcome.catch(() => undefined);
  return { outcome, ap, details };
}

for (const [what, quirks] of [
  ['an ordinary plug', {}],
  ['a plug whose heads end in bare LFs', { lineEnd: '\n' }],
  ['a plug that wants to be set up encrypted', { encrypts: 'all' }],
  ['a plug that answers queries in clear and wants the rest encrypted', { encrypts: 'commands' }],
] as const) {
  test(`${what} is set up through its access point`, async t => {
    const plug = new PairingPlug(systemClock);
    const { outcome, ap } = await setUp(t, plug, quirks);
    assert.deepEqual(await outcome, { uuid: UUID, mac: '48:e1:e9:aa:bb:cc', model: 'mss305', address: HOME, key: KEY });
    assert.deepEqual([plug.key, plug.wifi?.password], [KEY, PASSWORD]);
    // No command is sent twice.
    for (const name of ['Config.Key', 'Config.WifiX', 'System.Time']) {
      assert.equal(plug.requested.filter(sent => sent === name).length, 1);
    }
    const inClear = ap.bodies.filter(body => body.includes(KEY));
    assert.equal(inClear.length, 'encrypts' in quirks ? 0 : 1);
    assert.ok(!ap.bodies.join('').includes(PASSWORD));
  });
}

test('a plug with which no cipher can be agreed on is left alone, in a sentence', async t => {
  const plug = new PairingPlug(systemClock);
  const { outcome } = await setUp(t, plug, { encrypts: 'all', agreement: 'nonsense' });
  await assert.rejects(outcome, {
    step: 'look',
    left: 'nothing',
    message: /requires encryption, and agreeing/,
  });
  assert.equal(plug.key, '');
});

for (const refusesBy of [400, 500, 'silence', 'hang-up'] as const) {
  for (const behaviour of ['answers', 'is silent'] as const) {
    test(`a plug that refuses clear queries by ${refusesBy}, and ${behaviour} about its abilities, is set up encrypted`, async t => {
      const plug = new PairingPlug(systemClock);
      plug.behaviours.set('Appliance.System.Ability', behaviour);
      const { outcome, ap } = await setUp(t, plug, { encrypts: 'all', refusesBy }, undefined, FAST_CLOCK);
      await outcome;
      assert.equal(plug.key, KEY);
      assert.ok(!ap.bodies.join('').includes(KEY));
    });
  }
}

test('a plug that is silent about everything did not answer, and is not taken to want encryption', async t => {
  const plug = new PairingPlug(systemClock);
  for (const name of ['All', 'Hardware', 'Ability']) plug.behaviours.set(`Appliance.System.${name}`, 'is silent');
  const { outcome } = await setUp(t, plug, { agreement: 'silence' }, undefined, FAST_CLOCK);
  await assert.rejects(outcome, { step: 'look', left: 'nothing', message: /did not answer in time.*not connected/ });
});

for (const [what, quirks] of [
  ['the query for its abilities', {}],
  ['the agreement on a cipher', { encrypts: 'commands', agreement: 'silence' }],
] as const) {
  test(`a plug that is silent until the time of a command is over, during ${what}, counts as silent`, async t => {
    const plug = new PairingPlug(systemClock);
    if (!('encrypts' in quirks)) plug.behaviours.set('Appliance.System.Ability', 'is silent');
    const { address } = await scriptedAccessPoint(t, plug, quirks);
    const transport = new AccessPointTransport({ clock: systemClock, address });
    const limit = deadline(systemClock, 300);
    t.after(limit.cancel);
    const command = { namespace: 'Appliance.Config.Key', method: 'SET', payload: { key: {} } } as const;
    await assert.rejects(transport.request(command, limit.signal), NoAnswerError);
  });
}

test('nothing is commanded in clear where a plug encrypts, and no cipher comes of it', async t => {
  const plug = new PairingPlug(systemClock);
  const { outcome, ap } = await setUp(t, plug, { encrypts: 'commands', agreement: 'nonsense' });
  await assert.rejects(outcome, { left: 'nothing', message: /requires encryption, and agreeing/ });
  assert.ok(!ap.bodies.join('').includes(KEY));
});

for (const refusesBy of ['hang-up', 400, 500] as const) {
  test(`a plug that lists encryption and refuses a cipher by ${refusesBy} is set up in clear, which is reported`, async t => {
    const plug = new PairingPlug(systemClock);
    const { outcome, ap, details } = await setUp(t, plug, { encrypts: 'commands', agreement: 'refused', refusesBy });
    await outcome;
    assert.equal(plug.key, KEY);
    assert.equal(ap.bodies.filter(body => body.includes('ECDHE')).length, 1, 'it is asked once');
    assert.match(details.join('\n'), /sent in clear, because the plug lists encryption but refused it/);
  });
}

test('a plug whose abilities cannot be had at first is asked for them again before the first command', async t => {
  const plug = new PairingPlug(systemClock);
  plug.behaviours.set('Appliance.System.Ability', 'talks nonsense');
  const { outcome, ap } = await setUp(t, plug, { encrypts: 'commands' }, () => plug.behaviours.clear());
  await outcome;
  assert.equal(ap.bodies.filter(body => body.includes(KEY)).length, 0);
});

for (const behaviour of ['is silent', 'hangs up', 'refuses', 'talks nonsense'] as const) {
  const abilities = 'Appliance.System.Ability';

  test(`a plug that wants commands encrypted and ${behaviour} about its abilities gets no command in clear`, async t => {
    const plug = new PairingPlug(systemClock);
    plug.behaviours.set(abilities, behaviour);
    const { outcome, ap } = await setUp(t, plug, { encrypts: 'commands' }, undefined, FAST_CLOCK);
    await outcome;
    assert.equal(plug.key, KEY);
    assert.ok(!ap.bodies.join('').includes(KEY));
  });

  for (const agreement of ['nonsense', 'silence'] as const) {
    test(`no command goes out where a plug ${behaviour} about its abilities, and agreeing ends in ${agreement}`, async t => {
      const plug = new PairingPlug(systemClock);
      plug.behaviours.set(abilities, behaviour);
      const { outcome, ap } = await setUp(t, plug, { encrypts: 'commands', agreement }, undefined, FAST_CLOCK);
      await assert.rejects(outcome, { left: 'nothing', message: /may require encryption, and agreeing/ });
      assert.ok(!ap.bodies.some(body => /Config\.Key"|Config\.WifiX"/.test(body)));
    });
  }

  test(`a plug that ${behaviour} about its abilities and refuses a cipher is set up in clear, which is reported`, async t => {
    const plug = new PairingPlug(systemClock);
    plug.behaviours.set(abilities, behaviour);
    const { outcome, details } = await setUp(t, plug, { agreement: 'refused' }, undefined, FAST_CLOCK);
    await outcome;
    assert.match(
      details.join('\n'),
      /sent in clear, because the plug did not list its abilities and refused encryption/,
    );
  });
}

test('a hang-up of a plug that has answered in clear before is no matter of encryption', async t => {
  const plug = new PairingPlug(systemClock);
  plug.behaviours.set('Appliance.Config.Key', 'hangs up');
  const { outcome, ap } = await setUp(t, plug, {});
  await assert.rejects(outcome, { step: 'key', left: 'the key, perhaps' });
  assert.equal(ap.bodies.filter(body => body.includes('ECDHE')).length, 0);
  assert.equal(plug.requested.filter(sent => sent === 'Config.Key').length, 1);
});

test('where nobody listens, it is said how to get to the plug', async () => {
  const transport = new AccessPointTransport({ clock: systemClock, address: { host: '127.0.0.1', port: 1 } });
  const outcome = provision({
    pairingTransport: transport,
    key: KEY,
    chooseNetwork: () => assert.fail('asked for a network'),
    find: () => assert.fail('looked for on the network'),
    clock: systemClock,
    signal: new AbortController().signal,
  });
  await assert.rejects(outcome, (error: unknown) => {
    assert.ok(error instanceof MerossError);
    assert.match(
      error.message,
      /127\.0\.0\.1:1: .*refused.*Join the plug’s own Wi-Fi \(Meross_…\).*Nothing on the plug was changed/,
    );
    return true;
  });
  await transport.close();
  assert.equal(new AccessPointTransport({ clock: systemClock }).address, '10.10.10.1');
});

test('another plug that takes over the access point half-way is sent nothing', async t => {
  const plug = new PairingPlug(systemClock);
  const ap = await scriptedAccessPoint(t, plug);
  const transport = new AccessPointTransport({ clock: systemClock, address: ap.address });
  const { signal } = new AbortController();
  const query = { namespace: 'Appliance.System.Hardware', method: 'GET', payload: {} } as const;
  await transport.request(query, signal);
  plug.faults.otherUuid = UUID.replace('24', '99');
  await assert.rejects(transport.request(query, signal), { name: 'OtherPlugError' });
});
