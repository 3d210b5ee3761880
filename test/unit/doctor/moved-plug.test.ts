import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { findMovedPlug, type MovedPlugSearch } from '../../../src/doctor/moved-plug.ts';
import type { Address } from '../../../src/transport/transport.ts';
import { freePort, KEY, LINUX, plugAt, watchConnects } from '../discovery/simulated-network.ts';

function found(
  options: Partial<MovedPlugSearch> & Pick<MovedPlugSearch, 'uuid' | 'port'>,
): Promise<Address | undefined> {
  return findMovedPlug({
    key: KEY,
    subnets: [],
    except: '127.99.2.2',
    clock: systemClock,
    signal: new AbortController().signal,
    limitMs: 10_000,
    probe: false,
    addressesWith: () => [],
    ...options,
  });
}

test(
  'an address that the neighbour table has for its MAC is asked first, and the networks are left alone',
  LINUX,
  async t => {
    const port = await freePort();
    const plug = await plugAt(t, '127.99.2.4', port);
    const attempts = watchConnects(t, port);
    const macs: string[] = [];
    const addressesWith = (mac: string): readonly string[] => {
      macs.push(mac);
      return ['127.99.2.2', '198.51.100.7', '127.99.2.3', '127.99.2.4'];
    };
    const address = await found({ uuid: plug.uuid, port, addressesWith, subnets: ['127.99.2.0/28'] });
    assert.deepEqual(address, { host: '127.99.2.4', port });
    assert.deepEqual(macs, [plug.uuid.slice(-12).replaceAll(/..(?=.)/g, '$&:')]);
    assert.deepEqual([...new Set(attempts.hosts)], ['127.99.2.3', '127.99.2.4'], 'nothing public, not the old address');
  },
);

test('a plug with the key is preferred to a device that only claims the uuid', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.99.2.6', port);
  await plugAt(t, '127.99.2.5', port, { uuid: plug.uuid, key: 'another key' });
  const subnets = ['127.99.2.0/29'];
  assert.deepEqual(await found({ uuid: plug.uuid, port, subnets }), { host: '127.99.2.6', port });
  await plug.unplug();
  assert.deepEqual(await found({ uuid: plug.uuid, port, subnets }), { host: '127.99.2.5', port });
});

test('a network that is not private is never searched', async () => {
  const search = found({ uuid: 'f'.repeat(32), port: 80, subnets: ['198.51.100.0/28'] });
  await assert.rejects(search, RangeError);
});
