import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnreachableError } from '../../../src/errors.ts';
import type { ExaminedPlug } from '../../../src/doctor/examined-plug.ts';
import type { DoctorTools } from '../../../src/doctor/doctor-tools.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  examine,
  failed,
  layer,
  LOOPBACK,
  startPlug,
  examinedPlug,
  systemError,
  networkInterface,
} from './doctor-fixture.ts';

/** A plug at this address of a made-up network. */
function at(host: string, port = 80): ExaminedPlug {
  return { label: 'the lamp', address: { host, port }, key: 'a key' };
}

/** A network in which every connection fails like this. */
function failing(code: string): Partial<DoctorTools> {
  return { connect: () => Promise.reject(new UnreachableError('in the system’s words', { cause: systemError(code) })) };
}

const toolsKnowing = (...addresses: readonly string[]): Partial<DoctorTools> => ({
  lookup: () => Promise.resolve(addresses),
});

test('a healthy plug has no finding', async t => {
  const plug = await startPlug(t);
  const diagnosis = await examine(examinedPlug(plug));
  assert.equal(diagnosis.verdict, 'No problem found.');
  assert.equal(diagnosis.todo, undefined);
  assert.equal(diagnosis.exit, 0);
  assert.deepEqual([...new Set(diagnosis.findings.map(({ verdict }) => verdict))], ['ok']);
});

test('an examination switches nothing and changes nothing', async t => {
  const plug = await startPlug(t, 'mss425e-2.1.2');
  await examine(examinedPlug(plug));
  const commands = plug.requests.filter(({ method }) => method !== 'GET').map(({ namespace }) => namespace);
  assert.deepEqual(
    [...new Set(commands)],
    ['Appliance.Control.Multiple'].slice(0, commands.length),
    'a batch is a SET, but has queries only',
  );
  for (const { payload } of plug.requests.filter(({ method }) => method === 'SET')) {
    assert.equal(JSON.stringify(payload).includes('"SET"'), false);
  }
  assert.equal(plug.maxInFlight, 1, 'one query at a time');
});

test('an unknown name is not mistaken for an unreachable plug', async () => {
  const diagnosis = await examine(at('lamp.lan'));
  assert.deepEqual(failed(diagnosis), ['name']);
  assert.match(diagnosis.verdict, /The name is not known in this network/);
  assert.equal(diagnosis.exit, 3);
  assert.equal(layer(diagnosis, 'tcp').verdict, 'not looked at');
});

test('a name server that does not reply ends at the timeout', async () => {
  const clock = new FakeClock();
  const examination = examine(at('lamp.lan'), { clock, lookup: () => new Promise(() => undefined) });
  await clock.advance(5000);
  const diagnosis = await examination;
  assert.match(diagnosis.verdict, /no name server answered in time/);
  assert.equal(diagnosis.exit, 3);
  assert.equal(clock.pending, 0, 'and nothing is left ticking');
});

test('a failing name server is reported with its error code', async () => {
  const diagnosis = await examine(at('lamp.lan'), { lookup: () => Promise.reject(systemError('EAI_AGAIN')) });
  assert.match(diagnosis.verdict, /could not be looked up \(EAI_AGAIN\)/);
});

test('a name that resolves to a public address is not connected to', async () => {
  const connect = (): never => assert.fail('a connection was opened');
  const diagnosis = await examine(at('lamp.lan'), { ...toolsKnowing('198.51.100.7'), connect });
  assert.deepEqual(failed(diagnosis), ['name']);
  assert.match(diagnosis.verdict, /not resolve to an address of a local network.*never sends a packet to the internet/);
  assert.equal(diagnosis.exit, 3);
});

test('a public address, and a name of the internet, are refused before anything is sent', async () => {
  const noHost = (): never => assert.fail('something was sent');
  for (const host of ['198.51.100.7', '2001:db8::1', 'plug.example.com']) {
    const diagnosis = await examine(at(host), { lookup: noHost, connect: noHost });
    assert.deepEqual(failed(diagnosis), ['name'], host);
    assert.match(
      diagnosis.verdict,
      /^(?:This is a public address|This is a name of the internet)[^,]*\. Nothing was sent/,
      host,
    );
    assert.equal(diagnosis.exit, 2, host);
  }
});

test('an unused address is not mistaken for a missing route', async () => {
  const empty = await examine(at('192.168.1.20'), failing('EHOSTUNREACH'));
  assert.deepEqual(failed(empty), ['route']);
  assert.match(empty.verdict, /No device in this network has this address now/);
  assert.match(empty.todo ?? '', /has power/);

  const far = await examine(at('10.9.9.9'), failing('ENETUNREACH'));
  assert.deepEqual(failed(far), ['route']);
  assert.match(far.verdict, /no route from this computer/);
  assert.match(far.todo ?? '', /VLAN/);
  assert.deepEqual([empty.exit, far.exit], [3, 3]);
});

test('on a Mac the permission that hides the whole network is named', async () => {
  const diagnosis = await examine(at('192.168.1.20'), { ...failing('EHOSTUNREACH'), platform: 'darwin' });
  assert.match(diagnosis.todo ?? '', /Privacy & Security/);
  const elsewhere = await examine(at('192.168.1.20'), failing('EHOSTUNREACH'));
  assert.doesNotMatch(elsewhere.todo ?? '', /Privacy/);
});

test('a computer without a network is the cause, and not the plug', async () => {
  const alone = { interfaces: () => [LOOPBACK] };
  const diagnosis = await examine(at('192.168.1.20'), { ...failing('ETIMEDOUT'), ...alone });
  assert.deepEqual(failed(diagnosis), ['route']);
  assert.match(diagnosis.verdict, /no network, only loopback/);
});

test('a refused connection says that a device is there, and that it is hardly the plug', async t => {
  const plug = await startPlug(t);
  const subject = examinedPlug(plug);
  await plug.unplug();
  const diagnosis = await examine(subject);
  assert.deepEqual(failed(diagnosis), ['tcp']);
  assert.match(diagnosis.verdict, /A device has this address, but refuses connections/);
  assert.match(diagnosis.verdict, /Ruled out: a missing route\.$/);
  assert.equal(diagnosis.exit, 3);
});

test('a connection without a reply is reported after the timeout, with what to do', async () => {
  const clock = new FakeClock();
  const silent: Partial<DoctorTools> = { clock, timeoutMs: 2000, connect: () => new Promise(() => undefined) };
  const near = examine(at('192.168.1.20'), silent);
  await clock.advance(2000);
  const diagnosis = await near;
  assert.deepEqual(failed(diagnosis), ['tcp']);
  assert.match(diagnosis.verdict, /No reply within 2 s/);
  assert.match(diagnosis.todo ?? '', /client isolation/);

  const far = examine(at('10.9.9.9'), silent);
  await clock.advance(2000);
  assert.match((await far).todo ?? '', /The address is in another network: a firewall or VLAN/);
  assert.equal(clock.pending, 0);
});

test('a computer that forbids the connection is not mistaken for an unreachable plug', async () => {
  const diagnosis = await examine(at('192.168.1.20'), failing('EPERM'));
  assert.deepEqual(failed(diagnosis), ['tcp']);
  assert.match(diagnosis.verdict, /does not allow the connection/);
});

test('a connection that is closed at once, and any other failure, are named', async () => {
  assert.match((await examine(at('192.168.1.20'), failing('ECONNRESET'))).verdict, /closed at once/);
  assert.match((await examine(at('192.168.1.20'), failing('EMFILE'))).verdict, /failed \(EMFILE\)/);
});

test('a plug behind a router is reported as such', async () => {
  const diagnosis = await examine(at('10.9.9.9'), {
    ...failing('ECONNREFUSED'),
    interfaces: () => [networkInterface('192.168.1.5/24')],
  });
  assert.match(layer(diagnosis, 'route').says, /in another network, behind a router/);
});

test('Ctrl-C ends an examination wherever it is', async t => {
  const plug = await startPlug(t);
  const stop = new AbortController();
  const reason = new Error('enough');
  const waiting: readonly Partial<DoctorTools>[] = [
    { lookup: () => new Promise(() => undefined) },
    { ...toolsKnowing('127.0.0.1'), connect: () => new Promise(() => undefined) },
  ];
  for (const overrides of waiting) {
    const examination = examine(at('lamp.lan'), { ...overrides, signal: stop.signal });
    setImmediate(() => stop.abort(reason));
    await assert.rejects(examination, reason);
  }
  await assert.rejects(examine(examinedPlug(plug), { signal: stop.signal }), reason);
  assert.equal(plug.requests.length, 0);
});
