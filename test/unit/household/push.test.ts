import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BrokerError } from '../../../src/broker/errors.ts';
import { EmbeddedBroker } from '../../../src/broker/embedded.ts';
import { OutsideBroker } from '../../../src/broker/outside.ts';
import type { PlugMail } from '../../../src/broker/mail.ts';
import { readConfig } from '../../../src/config.ts';
import { Acquaintances, type Acquaintance } from '../../../src/household/acquaintances.ts';
import { plugMail } from '../../../src/household/mail.ts';
import { FakeClock } from '../../support/fake-clock.ts';

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
  const wanted = (broker: object): Promise<PlugMail | undefined> => {
    const { config } = readConfig({ platform: 'MerossLocal', key: 'k', devices: [{ host: '192.168.1.1' }], broker });
    assert.ok(config);
    const say = (): void => undefined;
    const log = Object.assign(say, {
      info: say,
      success: say,
      warn: say,
      error: say,
      debug: say,
      log: say,
      prefix: '',
    });
    return plugMail({
      config,
      log,
      folder: '/nowhere',
      clock: new FakeClock(),
      plugs: acquaintances(),
      onMessage: say,
      onSession: say,
    });
  };

  test('is none, our own, or the one that runs already', async () => {
    assert.equal(await wanted({}), undefined);
    assert.equal(await wanted({ enabled: false, url: 'mqtts://192.168.1.5' }), undefined);
    assert.ok((await wanted({ enabled: true })) instanceof EmbeddedBroker);
    assert.ok((await wanted({ url: 'mqtts://192.168.1.5' })) instanceof OutsideBroker);
  });

  test('cannot be used if the file with its certificate cannot be read, and people are told which', async () => {
    const ca = '/nowhere/mosquitto.pem';
    await assert.rejects(wanted({ url: 'mqtts://192.168.1.5', password: 'open sesame', ca }), (error: unknown) => {
      assert.ok(error instanceof BrokerError);
      assert.match(error.message, /"broker\.ca".*\/nowhere\/mosquitto\.pem \(ENOENT\)\.\n.*restart/);
      assert.doesNotMatch(error.message, /sesame/);
      return true;
    });
  });
});
