import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MacWatch, type MissingPlug } from '../../../src/plugs/mac-watch.ts';
import type { MacTableRow } from '../../../src/transport/mac-lookup.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MAC = '48:e1:e9:00:00:aa';
const row = (ip: string, mac = MAC): MacTableRow => ({ ip, mac, device: 'eth0' });

interface WatchFixture {
  readonly clock: FakeClock;
  readonly watch: MacWatch;
  readonly plug: MissingPlug & { isUnreachable: boolean };
  /** Where its MAC was seen. */
  readonly seen: string[];
  readonly setRows: (rows: readonly MacTableRow[]) => void;
  readonly looks: () => number;
}

function startWatch(): WatchFixture {
  const clock = new FakeClock();
  const seen: string[] = [];
  let rows: readonly MacTableRow[] = [];
  let looks = 0;
  const plug = { isUnreachable: true, mac: MAC, macSeenAt: (ip: string): void => void seen.push(ip) };
  const table = (): readonly MacTableRow[] => {
    looks += 1;
    return rows;
  };
  const watch = new MacWatch({ clock, plugs: () => [plug], table });
  return { clock, watch, plug, seen, setRows: next => (rows = next), looks: () => looks };
}

describe('the MAC of a plug that is away', () => {
  test('is noticed within a second, once, wherever it appears', async () => {
    const { clock, watch, seen, setRows } = startWatch();
    watch.start();
    await clock.advance(60_000);
    setRows([row('10.0.0.1'), row('10.0.0.9', '48:e1:e9:00:00:bb')]);
    await clock.advance(1000);
    assert.deepEqual(seen, ['10.0.0.1']);
    await clock.advance(60_000);
    assert.deepEqual(seen, ['10.0.0.1']);
    setRows([row('10.0.0.1'), row('10.0.0.2')]);
    await clock.advance(1000);
    assert.deepEqual(seen, ['10.0.0.1', '10.0.0.2']);
    watch.close();
    assert.equal(clock.pending, 0);
  });

  test('is no sign of the plug while the row is an old one, but is one when it comes back', async () => {
    const { clock, watch, seen, setRows } = startWatch();
    setRows([row('10.0.0.1')]);
    watch.start();
    await clock.advance(5000);
    assert.deepEqual(seen, []);
    setRows([]);
    await clock.advance(5000);
    setRows([row('10.0.0.1')]);
    await clock.advance(1000);
    assert.deepEqual(seen, ['10.0.0.1']);
    watch.close();
  });

  test('is not looked for while no plug is away', async () => {
    const { clock, watch, plug, seen, setRows, looks } = startWatch();
    watch.start();
    await clock.advance(2500);
    plug.isUnreachable = false;
    await clock.advance(1000);
    assert.equal(clock.pending, 0);
    const before = looks();
    setRows([row('10.0.0.1')]);
    await clock.advance(60_000);
    assert.equal(looks(), before);
    plug.isUnreachable = true;
    watch.start();
    await clock.advance(5000);
    assert.deepEqual(seen, [], 'the row was there when the plug went away');
    watch.close();
    watch.start();
    assert.equal(clock.pending, 0);
  });
});
