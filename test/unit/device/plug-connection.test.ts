import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MerossDevice } from '../../../src/device/device.ts';
import { PlugConnection } from '../../../src/device/plug-connection.ts';
import type { MerossError } from '../../../src/errors.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import { toggle } from '../../../src/features/toggle.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { TestPlug } from '../../support/test-plug.ts';

interface ConnectionFixture {
  readonly clock: FakeClock;
  readonly plug: TestPlug;
  readonly connection: PlugConnection;
  readonly devices: MerossDevice[];
  readonly failures: MerossError[];
  readonly uuids: (string | undefined)[];
}

function startConnection(): ConnectionFixture {
  const clock = new FakeClock();
  const plug = new TestPlug(clock);
  const devices: MerossDevice[] = [];
  const failures: MerossError[] = [];
  const uuids: (string | undefined)[] = [];
  const connection = new PlugConnection({
    addresses: () => [{ host: '10.0.0.1', port: 80 }],
    session: () => ({
      http: target => {
        uuids.push(target?.uuid);
        return plug;
      },
    }),
    features: [toggle],
    clock,
    pollMs: 5000,
    phase: 0,
    onDevice: device => devices.push(device),
    uuid: () => undefined,
    onEnd: () => undefined,
    onFailure: error => failures.push(error),
  });
  return { clock, plug, connection, devices, failures, uuids };
}

describe('the connection to an address', () => {
  test('identifies the plug there, and from then on accepts only that plug', async () => {
    const { clock, plug, connection, devices, uuids } = startConnection();
    void connection.run(0);
    await clock.advance(100);
    assert.deepEqual(
      devices.map(({ info }) => info.uuid),
      [plug.uuid],
    );
    assert.deepEqual(uuids, [undefined, plug.uuid]);
    await connection.close();
    assert.equal(clock.pending, 0);
  });

  test('tries at the pace of the polls for ten minutes, then every half minute, and at once when the plug is needed', async () => {
    const { clock, plug, connection, devices, failures } = startConnection();
    plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    void connection.run(0);
    await clock.advance(600_000);
    assert.ok(failures.length >= 118 && failures.length <= 125, String(failures.length));
    failures.length = 0;
    await clock.advance(300_000);
    assert.ok(failures.length >= 9 && failures.length <= 11, String(failures.length));
    plug.fate = () => 'answered';
    connection.retryNow();
    await clock.advance(100);
    assert.equal(devices.length, 1);
    await connection.close();
  });

  test('takes no dead address for the address of a plug that answers over its broker session', async () => {
    const clock = new FakeClock();
    const plug = new TestPlug(clock);
    const [former, candidate] = [
      { host: '10.0.0.1', port: 80 },
      { host: '10.0.0.2', port: 80 },
    ];
    plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    const broker = new TestPlug(clock);
    let hasSession = false;
    const found: string[] = [];
    const connection = new PlugConnection({
      addresses: () => [former, candidate],
      // Both addresses are dead, and the plug logs in to the broker while the second one is tried.
      session: ({ host }) => {
        hasSession = host === candidate.host;
        return { http: () => plug, mqtt: () => (hasSession ? broker : undefined) };
      },
      features: [toggle],
      clock,
      pollMs: 5000,
      phase: 0,
      uuid: () => plug.uuid,
      onDevice: (_device, _identification, { host }) => found.push(host),
      onEnd: () => undefined,
      onFailure: () => undefined,
    });
    void connection.run(0);
    await clock.advance(20_000);
    assert.deepEqual(found, []);
    await connection.close();
  });

  test('gives up a try that hangs when there is a sign of the plug, once it has had a second', async () => {
    for (const [tryMs, leftMs] of [
      [500, 500],
      [2000, 0],
    ] as const) {
      const { clock, plug, connection, devices } = startConnection();
      plug.fate = () => ({ delayMs: 1, outcome: 'lost' });
      void connection.run(0);
      await clock.advance(tryMs);
      plug.fate = () => 'answered';
      connection.askNow();
      await clock.advance(leftMs - 1);
      assert.equal(devices.length, 0);
      await clock.advance(101);
      assert.equal(devices.length, 1);
      await connection.close();
      assert.equal(clock.pending, 0);
    }
  });

  test('does not give up a try that is answered within a second, because of a sign of the plug', async () => {
    const { clock, plug, connection, devices } = startConnection();
    plug.fate = () => ({ delayMs: 400, outcome: 'answered' });
    void connection.run(0);
    await clock.advance(100);
    connection.askNow();
    await clock.advance(800);
    assert.equal(devices.length, 1);
    assert.equal(plug.methodsFor('System.Ability').length, 1);
    await connection.close();
  });

  test('asks a device whose plug is away at once when there is a sign of the plug', async () => {
    for (const outcome of ['no connection', 'lost'] as const) {
      const { clock, plug, connection, devices } = startConnection();
      void connection.run(0);
      await clock.advance(60_000);
      plug.fate = () => ({ delayMs: 1, outcome });
      await clock.advance(1_800_000);
      const [device] = devices;
      // In the middle of a pause, or of a query that hangs.
      await clock.advance(2000);
      plug.fate = () => 'answered';
      connection.askNow();
      await clock.advance(1100);
      assert.equal(device?.state.get('reachable')?.reachable, true, outcome);
      await connection.close();
    }
  });

  test('sends a plug that is well no query more because of such a sign', async () => {
    const { clock, plug, connection } = startConnection();
    void connection.run(0);
    await clock.advance(61_000);
    const before = plug.requests.length;
    for (let sign = 0; sign < 10; sign += 1) connection.askNow();
    await clock.advance(1000);
    assert.ok(plug.requests.length <= before + 1, `${String(plug.requests.length - before)} requests`);
    await connection.close();
  });

  test('queries the abilities again when the firmware has changed', async () => {
    const { clock, plug, connection, devices } = startConnection();
    void connection.run(0);
    await clock.advance(10_000);
    plug.update({ firmwareVersion: '2.2.0' });
    await clock.advance(70_000);
    assert.deepEqual(
      devices.map(({ info }) => info.firmwareVersion),
      ['2.1.17', '2.2.0'],
    );
    await connection.close();
    assert.equal(clock.pending, 0);
  });

  test('shows new firmware at once, also in a plug that did not answer for long before', async () => {
    const { clock, plug, connection, devices, failures } = startConnection();
    plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    void connection.run(0);
    await clock.advance(120_000);
    assert.ok(failures.length > 5);
    plug.fate = () => 'answered';
    connection.retryNow();
    await clock.advance(1000);
    plug.update({ firmwareVersion: '2.2.0' });
    void connection.device?.query(systemAll.get());
    await clock.advance(500);
    assert.deepEqual(
      devices.map(({ info }) => info.firmwareVersion),
      ['2.1.17', '2.2.0'],
    );
    await connection.close();
  });

  test('does not restart faster because of a plug with another firmware in every reply', async () => {
    const { clock, plug, connection, devices } = startConnection();
    plug.faults.alternates = 'firmware';
    void connection.run(0);
    await clock.advance(600_000);
    assert.ok(devices.length <= 25, `${devices.length} devices`);
    assert.ok(plug.requests.length <= 400, `${plug.requests.length} requests in ten minutes`);
    await connection.close();
  });

  test('leaves nothing behind when it is closed during a query, and makes no device later', async () => {
    const { clock, plug, connection, devices, failures } = startConnection();
    plug.fate = () => ({ delayMs: 2000, outcome: 'answered' });
    void connection.run(0);
    await clock.advance(1000);
    await connection.close();
    await clock.advance(60_000);
    assert.deepEqual([devices.length, failures.length, clock.pending], [0, 0, 0]);
  });
});
