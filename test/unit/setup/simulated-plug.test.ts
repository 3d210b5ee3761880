/** The same dialogue with a simulated plug that shares no code with it, over its access point and over Bluetooth. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LeftOnPlug, Step } from '../../../src/setup/provisioning-error.ts';
import type { Faults, SimulatedPlug } from '../../../simulator/index.ts';
import { addressOf, failureOf, KEY, setUp, PAIRING_METHODS } from './simulated-setup.ts';
import { newPlug, onLoopback } from '../../support/new-plug.ts';

const all = 'Appliance.System.All';
const hardware = 'Appliance.System.Hardware';
const key = 'Appliance.Config.Key';
const wifiX = 'Appliance.Config.WifiX';

const only =
  (...names: readonly string[]) =>
  (namespace: string) =>
    names.includes(namespace);

/** What goes wrong, where it ends, and what is left on the plug. */
const FAILURES: readonly (readonly [what: string, spoil: (faults: Faults) => void, step: Step, left: LeftOnPlug])[] = [
  ['is silent from the beginning', f => void (f.silent = only(all, hardware)), 'look', 'nothing'],
  ['is silent when it is given its key', f => void (f.silent = only(key)), 'key', 'the key, perhaps'],
  ['takes its key, and its answer is lost', f => void (f.ackLost = only(key)), 'key', 'the key, perhaps'],
  ['refuses the key', f => void (f.newKey = 'refused'), 'key', 'the clock, perhaps'],
  [
    'is silent when it is told the Wi-Fi',
    f => void (f.silent = only(wifiX)),
    'arrival',
    'the key, and the Wi-Fi perhaps',
  ],
  ['finds its network gone', f => void (f.networkMissing = true), 'arrival', 'the key and the Wi-Fi'],
  ['loses its power after its first answer', f => void (f.powerCutAfter = 1), 'abilities', 'nothing'],
  ['loses its power after the list of networks', f => void (f.powerCutAfter = 3), 'time', 'nothing'],
  ['loses its power before its key', f => void (f.powerCutAfter = 4), 'key', 'the clock, perhaps'],
  ['loses its power after its key', f => void (f.powerCutAfter = 5), 'wifi', 'the key'],
];

const clearFaults = (faults: Faults): void => {
  const answers: Partial<Faults> = { silent: false, ackLost: false, powerCutAfter: undefined };
  const pairs: Partial<Faults> = { newKey: 'at once', newKeySign: 'new', networkMissing: false };
  Object.assign(faults, answers, pairs);
};

async function assertAtHome(plug: SimulatedPlug): Promise<void> {
  await plug.waitFor('home');
  assert.equal(plug.key, KEY);
  assert.equal(plug.lastAttempt?.code, 0);
}

for (const method of PAIRING_METHODS) {
  describe(`over ${method}`, { concurrency: 4 }, () => {
    test('a plug from the box ends up on the network with our key', async t => {
      const plug = await newPlug(t, onLoopback);
      const found = await setUp(plug, method);
      await assertAtHome(plug);
      assert.deepEqual([found.uuid, found.model, found.address], [plug.uuid, 'mss305', addressOf(plug.host)]);
      assert.deepEqual(plug.account.gateway, {
        ...{ host: '127.0.0.1', port: 8883, secondHost: '127.0.0.1', secondPort: 8883, redirect: 1 },
      });
      const time = plug.requests.find(({ namespace, method }) => namespace.endsWith('.Time') && method === 'SET');
      assert.match(JSON.stringify(time?.payload), /"timezone":"Europe\/Paris"/);
    });

    for (const [what, spoil, step, left] of FAILURES) {
      test(`a plug that ${what}: a clear end, and a second run completes`, async t => {
        const plug = await newPlug(t, onLoopback);
        spoil(plug.faults);
        const failure = await failureOf(setUp(plug, method, { arrivalMs: 5000 }));
        assert.deepEqual([failure.step, failure.left], [step, left]);
        clearFaults(plug.faults);
        await plug.plugIn();
        await plug.waitFor('pairing');
        await setUp(plug, method);
        await assertAtHome(plug);
      });
    }

    test('a plug that acknowledges its new key signed with the old one is set up all the same', async t => {
      const plug = await newPlug(t, onLoopback);
      plug.faults.newKeySign = 'old';
      await setUp(plug, method);
      await assertAtHome(plug);
    });

    test('a wrong password is a plug in pairing mode again, which does not count as arrived', async t => {
      const plug = await newPlug(t, onLoopback);
      const chooseNetwork = (): Promise<{ ssid: string; password: string }> =>
        Promise.resolve({ ssid: 'Maison', password: 'not the password' });
      const failure = await failureOf(setUp(plug, method, { chooseNetwork, arrivalMs: 5000 }));
      assert.deepEqual([failure.step, failure.left], ['arrival', 'the key and the Wi-Fi']);
      assert.match(failure.message, /password/);
      assert.equal(plug.mode, 'pairing');
      await setUp(plug, method);
      await assertAtHome(plug);
    });

    test('a plug that hears no network joins one that is described to it', async t => {
      const plug = await newPlug(t, onLoopback);
      plug.faults.scanIsEmpty = true;
      const settings = { ssid: 'Maison', password: 'hunter22', bssid: '11:22:33:44:55:66', channel: 6 };
      await setUp(plug, method, { chooseNetwork: () => Promise.resolve(settings) });
      await assertAtHome(plug);
    });

    test('a plug that joins only with the whole description of its network gets it', async t => {
      const plug = await newPlug(t, onLoopback);
      plug.faults.needsWholeEntry = true;
      await setUp(plug, method);
      await assertAtHome(plug);
    });
  });
}
