import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BrokerStartError } from '../../../src/push/broker-start-error.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedBroker } from '../../../src/push/embedded/embedded-broker.ts';
import { ExternalBroker } from '../../../src/push/external/external-broker.ts';
import type { BrokerConnection } from '../../../src/push/broker-connection.ts';
import { readConfig } from '../../../src/config.ts';
import { Acquaintances, type Acquaintance } from '../../../src/household/acquaintances.ts';
import { plugMail } from '../../../src/household/mail.ts';
import { Post } from '../../../src/household/post.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { freePort } from '../../support/homebridge.ts';
import { until } from '../../support/until.ts';

const UUID = '2401010000000000000048e1e9aabbcc';
const MAC = '48:e1:e9:aa:bb:cc';

interface Known {
  readonly key: string;
  readonly proven?: string;
  readonly remembered?: string;
}

function acquaintances(...known: readonly Known[]): Acquaintances {
  const devices = known.map(({ key }, index) => ({ host: `192.168.1.${String(index + 1)}`, key }));
  const { config } = readConfig({ platform: 'MerossLocal', devices });
  const plugs = known.map(({ proven, remembered }, index): Acquaintance => {
    const device = config?.devices[index];
    assert.ok(device);
    return { config: device, provenUuid: proven, likelyUuid: proven ?? remembered };
  });
  return new Acquaintances(() => plugs);
}

describe('who may log in at the broker', () => {
  test('a plug that has answered, by its uuid and by its MAC, with the key of its own entry', () => {
    const house = acquaintances({ key: 'one' }, { key: 'two', proven: UUID });
    assert.equal(house.byUuid(UUID)?.key, 'two');
    assert.equal(house.byMac(MAC)?.key, 'two');
    assert.equal(house.byMac('48:e1:e9:00:00:00'), undefined);
  });

  test('a plug that answered in an earlier run, before it has answered in this one', () => {
    assert.equal(acquaintances({ key: 'one', remembered: UUID }).byMac(MAC)?.key, 'one');
  });

  test('a plug that has moved, with the key of the entry where it is now, not of the one where it was', () => {
    const house = acquaintances({ key: 'of another plug', remembered: UUID }, { key: 'its own', proven: UUID });
    assert.equal(house.byUuid(UUID)?.key, 'its own');
  });
});

describe('the broker that the config wants', () => {
  const parts = (broker: object, said: string[] = []) => {
    const { config } = readConfig({ platform: 'MerossLocal', key: 'k', devices: [{ host: '192.168.1.1' }], broker });
    assert.ok(config);
    const say = (text: string): void => void said.push(text);
    const log = Object.assign(say, {
      info: say,
      success: say,
      warn: say,
      error: say,
      debug: say,
      log: say,
      prefix: '',
    });
    const ignore = (): void => undefined;
    const folder = '/nowhere';
    const clock = new FakeClock();
    return { config, log, folder, clock, plugs: acquaintances(), onMessage: ignore, onSession: ignore };
  };
  const wanted = (broker: object): Promise<BrokerConnection> =>
    plugMail({ ...parts(broker), addresses: ['127.0.0.1'] });

  test('is none where the config wants none', async () => {
    for (const broker of [{}, { enabled: false, url: 'mqtts://192.168.1.5' }]) {
      const { clock, ...rest } = parts(broker);
      const post = new Post({ ...rest, clock });
      await post.run();
      assert.deepEqual([post.mail, clock.pending], [undefined, 0]);
    }
  });

  test('waits for the network, which may come up later than this computer, and says so once', async t => {
    const said: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'meross-post-'));
    t.after(() => rm(folder, { recursive: true }));
    const { clock, ...rest } = parts({ enabled: true, port: await freePort() }, said);
    let addresses: readonly string[] = [];
    const post = new Post({ ...rest, clock, folder, addressesNow: () => addresses });
    const running = post.run();
    await clock.advance(180_000);
    assert.equal(post.mail, undefined);
    assert.equal(said.filter(line => line.includes('no address in a local network yet')).length, 1);
    addresses = ['127.0.0.1'];
    await clock.advance(60_000);
    await until(() => said.some(line => line.includes('127.0.0.1')), 20_000, 'it listens');
    const first = post.mail;
    assert.ok(first);
    addresses = ['127.0.0.2'];
    await clock.advance(60_000);
    await until(() => said.some(line => line.includes('127.0.0.2')), 20_000, 'it listens at the new address');
    assert.notEqual(post.mail, first);
    await post.close();
    await running;
    assert.equal(clock.pending, 0);
  });

  test('is our own, or the one that runs already', async () => {
    assert.ok((await wanted({ enabled: true })) instanceof EmbeddedBroker);
    assert.ok((await wanted({ url: 'mqtts://192.168.1.5' })) instanceof ExternalBroker);
  });

  test('cannot be used if the file with its certificate cannot be read, and people are told which', async () => {
    const ca = '/nowhere/mosquitto.pem';
    await assert.rejects(wanted({ url: 'mqtts://192.168.1.5', password: 'open sesame', ca }), (error: unknown) => {
      assert.ok(error instanceof BrokerStartError);
      assert.match(error.message, /"broker\.ca".*\/nowhere\/mosquitto\.pem \(ENOENT\)\.\n.*restart/);
      assert.doesNotMatch(error.message, /sesame/);
      return true;
    });
  });
});
