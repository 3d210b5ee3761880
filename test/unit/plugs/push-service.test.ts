import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PluginLog } from '../../../src/plugin-log.ts';
import { BrokerStartError } from '../../../src/push/broker-start-error.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedBroker } from '../../../src/push/embedded/embedded-broker.ts';
import { ExternalBroker } from '../../../src/push/external/external-broker.ts';
import type { BrokerConnection } from '../../../src/push/broker-connection.ts';
import { readConfig } from '../../../src/config.ts';
import { IdentifiedPlugs, type IdentifiedPlug } from '../../../src/plugs/identified-plugs.ts';
import { createBroker } from '../../../src/plugs/broker-setup.ts';
import { PushService } from '../../../src/plugs/push-service.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { freePort } from '../../support/homebridge.ts';
import { until } from '../../support/until.ts';

const UUID = '2401010000000000000048e1e9aabbcc';
const MAC = '48:e1:e9:aa:bb:cc';

interface KnownEntry {
  readonly key: string;
  readonly proven?: string;
  readonly remembered?: string;
}

function identifiedPlugs(...known: readonly KnownEntry[]): IdentifiedPlugs {
  const devices = known.map(({ key }, index) => ({ host: `192.168.1.${String(index + 1)}`, key }));
  const { config } = readConfig({ platform: 'MerossLocal', devices });
  const plugs = known.map(({ proven, remembered }, index): IdentifiedPlug => {
    const device = config?.devices[index];
    assert.ok(device);
    return { config: device, provenUuid: proven, likelyUuid: proven ?? remembered };
  });
  return new IdentifiedPlugs(() => plugs);
}

describe('who may log in at the broker', () => {
  test('a plug that has answered, by its uuid and by its MAC, with the key of its own entry', () => {
    const plugs = identifiedPlugs({ key: 'one' }, { key: 'two', proven: UUID });
    assert.equal(plugs.byUuid(UUID)?.key, 'two');
    assert.equal(plugs.byMac(MAC)?.key, 'two');
    assert.equal(plugs.byMac('48:e1:e9:00:00:00'), undefined);
  });

  test('a plug that answered in an earlier run, before it has answered in this one', () => {
    assert.equal(identifiedPlugs({ key: 'one', remembered: UUID }).byMac(MAC)?.key, 'one');
  });

  test('a plug that has moved, with the key of the entry where it is now, not of the one where it was', () => {
    const plugs = identifiedPlugs({ key: 'of another plug', remembered: UUID }, { key: 'its own', proven: UUID });
    assert.equal(plugs.byUuid(UUID)?.key, 'its own');
  });
});

describe('the broker that the config wants', () => {
  const optionsFor = (broker: object, logged: string[] = []) => {
    const { config } = readConfig({ platform: 'MerossLocal', key: 'k', devices: [{ host: '192.168.1.1' }], broker });
    assert.ok(config);
    const logLine = (text: string): void => void logged.push(text);
    const log: PluginLog = {
      info: logLine,
      success: logLine,
      warn: logLine,
      error: logLine,
      debug: logLine,
      texts: ENGLISH,
    };
    const ignore = (): void => undefined;
    const folder = '/nowhere';
    const clock = new FakeClock();
    return { config, log, folder, clock, plugs: identifiedPlugs(), onMessage: ignore, onSession: ignore };
  };
  const brokerFor = (broker: object): Promise<BrokerConnection> =>
    createBroker({ ...optionsFor(broker), addresses: ['127.0.0.1'] });

  test('is none where the config wants none', async () => {
    for (const broker of [{}, { enabled: false, url: 'mqtts://192.168.1.5' }]) {
      const { clock, ...rest } = optionsFor(broker);
      const service = new PushService({ ...rest, clock });
      await service.run();
      assert.deepEqual([service.broker, clock.pending], [undefined, 0]);
    }
  });

  test('waits for the network, which may come up later than this computer, and says so once', async t => {
    const logged: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'meross-post-'));
    t.after(() => rm(folder, { recursive: true }));
    const { clock, ...rest } = optionsFor({ enabled: true, port: await freePort() }, logged);
    let addresses: readonly string[] = [];
    const service = new PushService({ ...rest, clock, folder, addressesNow: () => addresses });
    const running = service.run();
    await clock.advance(180_000);
    assert.equal(service.broker, undefined);
    assert.equal(logged.filter(line => line.includes('no address in a local network yet')).length, 1);
    addresses = ['127.0.0.1'];
    await clock.advance(60_000);
    await until(() => logged.some(line => line.includes('127.0.0.1')), 20_000, 'it listens');
    const first = service.broker;
    assert.ok(first);
    addresses = ['127.0.0.2'];
    await clock.advance(60_000);
    await until(() => logged.some(line => line.includes('127.0.0.2')), 20_000, 'it listens at the new address');
    assert.notEqual(service.broker, first);
    await service.close();
    await running;
    assert.equal(clock.pending, 0);
  });

  test('is our own, or the one that runs already', async () => {
    assert.ok((await brokerFor({ enabled: true })) instanceof EmbeddedBroker);
    assert.ok((await brokerFor({ url: 'mqtts://192.168.1.5' })) instanceof ExternalBroker);
  });

  test('cannot be used if the file with its certificate cannot be read, and the log names it', async () => {
    const ca = '/nowhere/mosquitto.pem';
    await assert.rejects(brokerFor({ url: 'mqtts://192.168.1.5', password: 'open sesame', ca }), (error: unknown) => {
      assert.ok(error instanceof BrokerStartError);
      assert.match(error.message, /"broker\.ca".*\/nowhere\/mosquitto\.pem \(ENOENT\)\.\n.*restart/);
      assert.doesNotMatch(error.message, /sesame/);
      return true;
    });
  });
});
