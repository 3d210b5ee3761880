import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  editEntry,
  entriesOf,
  comparable,
  keysOf,
  NEW_BLOCK,
  type ConfigBlock,
  withEntry,
  withKey,
  withOutlet,
  withOptions,
} from '../../src/homebridge-ui/page/config-block.ts';
import { hoursOfDay } from '../../src/homebridge-ui/page/energy-days.ts';
import { limited } from '../../src/homebridge-ui/page/limited.ts';
import { FIRST_SEARCH, searchReducer } from '../../src/homebridge-ui/page/search-progress.ts';

const two = { ...NEW_BLOCK, key: 'A', devices: [{ host: 'a' }, { host: 'b' }] };

describe('the config that the settings page writes', () => {
  it('has the key of the first plug for all, and another key at its plug', () => {
    const one = withEntry(NEW_BLOCK, { host: 'a' }, 'A');
    assert.deepEqual(withEntry(one, { host: 'b' }, 'B'), {
      ...{ ...NEW_BLOCK, key: 'A', devices: [{ host: 'a' }, { host: 'b', key: 'B' }] },
    });
  });

  it('is the same as the form returns it, and another with another value or order of plugs', () => {
    const block = { platform: 'MerossLocal', name: 'M', devices: [{ host: 'a', led: true }, { host: 'b' }] };
    const reordered = { devices: [{ led: true, host: 'a' }, { host: 'b' }], name: 'M' };
    assert.equal(comparable(reordered), comparable(block));
    assert.notEqual(comparable({ ...block, devices: block.devices.toReversed() }), comparable(block));
    assert.notEqual(comparable({ ...block, name: 'N' }), comparable(block));
  });

  it('keeps entries that it cannot read', () => {
    const block = { ...NEW_BLOCK, devices: [null, 'x', { name: 'no address' }, { host: 'a' }] };
    assert.deepEqual(
      entriesOf(block).map(({ index }) => index),
      [3],
    );
    assert.deepEqual(withOptions(block, 3, { led: true })['devices'], [
      ...block.devices.slice(0, 3),
      { host: 'a', led: true },
    ]);
  });

  it('gives a key to one plug while others use that of the platform', () => {
    assert.deepEqual(withKey(two, 1, 'B')['devices'], [{ host: 'a' }, { host: 'b', key: 'B' }]);
  });

  it('makes the key of every plug that of the platform', () => {
    const first = withKey(two, 0, 'B');
    assert.deepEqual(withKey(first, 1, 'B'), { ...two, key: 'B' });
    assert.deepEqual(withKey(two, 0, 'B', true), { ...two, key: 'B' });
    assert.deepEqual(withKey({ ...two, devices: [{ host: 'a' }] }, 0, 'B')['key'], 'B');
  });

  it('lists each key once', () => {
    const devices = [
      { host: 'a', key: 'B' },
      { host: 'b', key: 'B' },
      { host: 'c', key: '' },
    ];
    assert.deepEqual(keysOf({ ...two, devices }), ['A', 'B']);
  });

  it('drops an outlet without a name, but not the master switch or a hidden outlet', () => {
    const outlets = [
      { channel: 0, name: 'All' },
      { channel: 1, name: 'TV' },
      { channel: 2, hidden: true, name: 'x' },
    ];
    const block: ConfigBlock = { ...NEW_BLOCK, devices: [{ host: 'a', outlets }] };
    const bare = [0, 1, 2].reduce((all, channel) => withOutlet(all, 0, channel, { name: undefined }), block);
    assert.deepEqual(bare, {
      ...{ ...NEW_BLOCK, devices: [{ host: 'a', outlets: [{ channel: 0 }, { channel: 2, hidden: true }] }] },
    });
  });

  it('finds an entry that the form has moved, and leaves the rest alone if it is gone', () => {
    const [, second] = entriesOf(two);
    assert.ok(second);
    const moved = { ...two, devices: [{ host: 'b' }, { host: 'a' }] };
    const edit = (block: typeof two) => editEntry(block, second, (b, at) => withOptions(b, at, { led: true }));
    assert.deepEqual(edit(moved)['devices'], [{ host: 'b', led: true }, { host: 'a' }]);
    assert.deepEqual(edit({ ...two, devices: [{ host: 'a' }] })['devices'], [{ host: 'a' }]);
  });
});

describe('a search on the settings page', () => {
  const found = { search: 7, kind: 'found', plug: { host: 'a', uuid: 'u', key: 'fits' } } as const;

  it('counts a plug that replied before the search had its number', () => {
    const starting = searchReducer(FIRST_SEARCH, { kind: 'starting', keys: ['A'] });
    const early = searchReducer(starting, { kind: 'event', event: found });
    const running = searchReducer(early, { kind: 'started', search: 7, total: 254, subnets: [] });
    assert.deepEqual(running.found, [found.plug]);
  });

  it('ignores the plugs of an earlier search', () => {
    const running = searchReducer(FIRST_SEARCH, { kind: 'started', search: 8, total: 254, subnets: [] });
    assert.deepEqual(searchReducer(running, { kind: 'event', event: found }).found, []);
  });
});

describe('requests of the settings page', () => {
  it('run at most so many at a time, and all of them', async () => {
    const inTurn = limited(2);
    let running = 0;
    let most = 0;
    const job = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 9 }, () => inTurn(job)));
    assert.deepEqual([most, running], [2, 0]);
  });
});

describe('the hours of a day', () => {
  const hour = (at: string, channel: number) => ({ channel, endsAt: Date.parse(at) / 1000, wattHours: 5 });
  const hours = [hour('2026-11-27T23:00:00Z', 1), hour('2026-11-28T00:00:00Z', 1), hour('2026-11-28T00:00:00Z', 2)];

  it('are those of the plug, with all its outlets', () => {
    const day = hoursOfDay({ days: [], months: [], hours, timezone: 'Europe/Berlin' }, '2026-11-28');
    assert.deepEqual(day, [{ label: '00', wattHours: 10 }]);
  });

  it('are in UTC for a zone that the browser does not know', () => {
    const day = hoursOfDay({ days: [], months: [], hours, timezone: 'Mars/Base' }, '2026-11-27');
    assert.deepEqual(
      day.map(({ label }) => label),
      ['22', '23'],
    );
  });
});
