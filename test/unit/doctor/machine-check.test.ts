import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { checkMachine, type MachineView } from '../../../src/doctor/machine-check.ts';
import { searchableSubnets } from '../../../src/doctor/machine-networks.ts';
import { renderMachine } from '../../../src/cli/doctor/diagnosis-text.ts';
import { reportText } from '../../../src/doctor/diagnosis-report.ts';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { LOOPBACK, startPlug, doctorTools, networkInterface } from './doctor-fixture.ts';

/** A network of six addresses on loopback, with a plug at one of them. */
async function checkWith(t: TestContext, keys: (plug: SimulatedPlug) => readonly string[]): Promise<MachineView> {
  const plug = await startPlug(t, 'mss310-2.1.17', { address: '127.88.1.3' });
  const port = Number(plug.host.split(':')[1]);
  const interfaces = (): ReturnType<ReturnType<typeof doctorTools>['interfaces']> => [
    LOOPBACK,
    networkInterface('127.88.1.1/29'),
  ];
  return checkMachine({ keys: keys(plug), port, probe: false }, doctorTools({ interfaces }));
}

const plain = (_colour: string, text: string): string => text;

test('a computer without a network is reported as such', async () => {
  for (const interfaces of [[LOOPBACK], [LOOPBACK, networkInterface('169.254.7.7/16')]]) {
    const view = await checkMachine({ keys: [] }, doctorTools({ interfaces: () => interfaces }));
    assert.match(view.says, /has no network/);
    assert.equal(view.exit, 3);
  }
});

test('a public network is not searched, and of a large one the addresses around this machine', async () => {
  const view = await checkMachine(
    { keys: [] },
    doctorTools({ interfaces: () => [LOOPBACK, networkInterface('198.51.100.7/24')] }),
  );
  assert.match(view.says, /can be searched/);
  assert.deepEqual([view.exit, view.networks], [3, []]);
  const all = [
    LOOPBACK,
    networkInterface('10.7.8.9/8'),
    networkInterface('192.168.1.5/23'),
    networkInterface('169.254.1.1/16'),
    networkInterface('198.51.100.7/24'),
  ];
  assert.deepEqual(searchableSubnets(all), ['10.7.8.9/24', '192.168.1.5/23']);
});

test('plugs that reply are listed, with whether the key fits', async t => {
  const fits = await checkWith(t, plug => ['another', plug.key]);
  assert.match(fits.says, /One plug replies, and the key fits/);
  assert.equal(fits.exit, 0);
  assert.match(renderMachine(fits, plain, 100), /✓ 127\.88\.1\.3:\d+, the key fits/);

  const refused = await checkWith(t, () => ['another']);
  assert.equal(refused.exit, 4);
  assert.match(refused.says, /One plug replies, and the key does not fit\./);
  assert.match(renderMachine(refused, plain, 100), /! 127\.88\.1\.3:\d+, the key does not fit/);

  const untried = await checkWith(t, () => []);
  assert.match(untried.says, /keys were not checked/);
  for (const { todo } of [refused, untried]) assert.match(todo ?? '', /docs\/meross-app\.md$/);
  assert.equal(untried.exit, 0);
  assert.match(renderMachine(untried, plain, 100), /· 127\.88\.1\.3:\d+, no key was tried/);
});

test('a network in which no plug replies is reported, with where the plugs may be instead', async () => {
  const interfaces = (): ReturnType<ReturnType<typeof doctorTools>['interfaces']> => [
    LOOPBACK,
    networkInterface('127.88.9.1/30'),
  ];
  const view = await checkMachine({ keys: [], port: 9, probe: false }, doctorTools({ interfaces }));
  assert.match(view.says, /no plug replies there/);
  assert.match(view.todo ?? '', /guest network/i);
  assert.equal(view.exit, 3);
});

test('the report counts what was found, and does not say where', async t => {
  const machine = await checkWith(t, plug => [plug.key]);
  const text = reportText({ versions: { plugin: '1', node: '2', os: 'x' }, machine, diagnoses: [] });
  assert.match(text, /"networks": 1/);
  assert.match(text, /"address": "address#1",\s+"uuid": "uuid#1",\s+"key": "fits"/);
  assert.equal(text.includes('127.88'), false);
});
