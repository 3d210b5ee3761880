import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MerossDevice } from '../../../src/device/device.ts';
import { PlugConnection } from '../../../src/device/plug-connection.ts';
import type { MerossError } from '../../../src/errors.ts';
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
    address: () => ({ host: '10.0.0.1', port: 80 }),
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

  test('tries less and less often while no plug answers, and at once when the plug is needed', async () => {
    const { clock, plug, connection, devices, failures } = startConnection();
    plug.fate = () => ({ delayMs: 1, outcome: 'no connection' });
    void connection.run(0);
    await clock.advance(300_000);
    assert.ok(failures.length >= 12 && failures.length <= 15, String(failures.length));
    plug.fate = () => 'answered';
    connection.retryNow();
    await clock.advance(100);
    assert.equal(devices.length, 1);
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
