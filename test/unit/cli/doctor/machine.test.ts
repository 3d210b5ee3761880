import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { lookAtMachine, type MachineView } from '../../../../src/cli/doctor/machine.ts';
import { searchable } from '../../../../src/cli/doctor/networks.ts';
import { renderMachine } from '../../../../src/cli/doctor/render.ts';
import { reportText } from '../../../../src/cli/doctor/report.ts';
import type { SimulatedPlug } from '../../../../simulator/index.ts';
import { LOOPBACK, plugIn, tools, wire } from './ward.ts';

/** A street of six addresses on loopback, with a plug at one of them. */
async function lookWith(t: TestContext, keys: (plug: SimulatedPlug) => readonly string[]): Promise<MachineView> {
  const plug = await plugIn(t, 'mss310-2.1.17', { address: '127.88.1.3' });
  const port = Number(plug.host.split(':')[1]);
  const interfaces = (): ReturnType<ReturnType<typeof tools>['interfaces']> => [LOOPBACK, wire('127.88.1.1/29')];
  return lookAtMachine({ keys: keys(plug), port, probe: false }, tools({ interfaces }));
}

const plain = (_colour: string, text: string): string => text;

test('a machine without a network is told so', async () => {
  for (const interfaces of [[LOOPBACK], [LOOPBACK, wire('169.254.7.7/16')]]) {
    const view = await lookAtMachine({ keys: [] }, tools({ interfaces: () => interfaces }));
    assert.match(view.says, /has no network/);
    assert.equal(view.exit, 3);
  }
});

test('a public network is not searched, and of a large one the addresses around this machine', async () => {
  const view = await lookAtMachine({ keys: [] }, tools({ interfaces: () => [LOOPBACK, wire('198.51.100.7/24')] }));
  assert.match(view.says, /can be searched/);
  assert.deepEqual([view.exit, view.networks], [3, []]);
  const all = [LOOPBACK, wire('10.7.8.9/8'), wire('192.168.1.5/23'), wire('169.254.1.1/16'), wire('198.51.100.7/24')];
  assert.deepEqual(searchable(all), ['10.7.8.9/24', '192.168.1.5/23']);
});

test('plugs that answer are told, with whether the key fits', async t => {
  const fits = await lookWith(t, plug => ['another', plug.key]);
  assert.match(fits.says, /One plug answers, and the key fits/);
  assert.equal(fits.exit, 0);
  assert.match(renderMachine(fits, plain, 100), /✓ 127\.88\.1\.3:\d+, the key fits/);

  const refused = await lookWith(t, () => ['another']);
  assert.equal(refused.exit, 4);
  assert.match(refused.says, /One plug answers, and the key does not fit\./);
  assert.match(renderMachine(refused, plain, 100), /! 127\.88\.1\.3:\d+, the key does not fit/);

  const untried = await lookWith(t, () => []);
  assert.match(untried.says, /whether a key fits was not tried/);
  assert.equal(untried.exit, 0);
  assert.match(renderMachine(untried, plain, 100), /· 127\.88\.1\.3:\d+, no key was tried/);
});

test('a network in which no plug answers is told, with where plugs may be instead', async () => {
  const interfaces = (): ReturnType<ReturnType<typeof tools>['interfaces']> => [LOOPBACK, wire('127.88.9.1/30')];
  const view = await lookAtMachine({ keys: [], port: 9, probe: false }, tools({ interfaces }));
  assert.match(view.says, /no plug answers there/);
  assert.match(view.todo ?? '', /guest network/i);
  assert.equal(view.exit, 3);
});

test('the report counts what was found, and does not say where', async t => {
  const machine = await lookWith(t, plug => [plug.key]);
  const text = reportText({ versions: { plugin: '1', node: '2', os: 'x' }, machine, diagnoses: [] });
  assert.match(text, /"networks": 1/);
  assert.match(text, /"address": "address#1",\s+"uuid": "uuid#1",\s+"key": "fits"/);
  assert.equal(text.includes('127.88'), false);
});
