import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RetryTimes } from '../../../src/device/retry-times.ts';
import { NotSignedError, OtherPlugError, UnreachableError, WrongKeyError } from '../../../src/errors.ts';
import type { Address } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

type Addresses = readonly [Address, ...Address[]];

const at = (host: string): Address => ({ host, port: 80 });
const [A, B, C] = [at('10.0.0.1'), at('10.0.0.2'), at('10.0.0.3')];
const REFUSED = new UnreachableError('refused');
const OTHER_PLUG = new OtherPlugError({ expected: 'ours', found: 'another' });

/** Tries in vain for `ms`, each time for `tryMs`. @returns the tries, with their times */
async function tryFor(
  ms: number,
  { addresses, clock, retryTimes, tryMs = 0, reason = () => REFUSED }: TryOptions,
): Promise<{ readonly host: string; readonly at: number }[]> {
  const tries: { host: string; at: number }[] = [];
  const end = clock.now() + ms;
  while (clock.now() < end) {
    const next = retryTimes.next(addresses);
    if (next.at > clock.now()) {
      await clock.advance(Math.min(next.at, end) - clock.now());
      continue;
    }
    const startedAt = clock.now();
    tries.push({ host: next.address.host, at: startedAt });
    await clock.advance(tryMs);
    retryTimes.failed(next.address, reason(next.address), { startedAt, isFirst: next.address === addresses[0] });
    assert.ok(tries.length < 10_000, 'without a pause');
  }
  return tries;
}

interface TryOptions {
  readonly addresses: Addresses;
  readonly clock: FakeClock;
  readonly retryTimes: RetryTimes;
  readonly tryMs?: number;
  readonly reason?: (address: Address) => Error;
}

function start(addresses: Addresses, pollMs = 5000): TryOptions {
  const clock = new FakeClock();
  return { addresses, clock, retryTimes: new RetryTimes(clock, pollMs) };
}

/** The longest time between two tries at this address. */
function longestGap(tries: readonly { readonly host: string; readonly at: number }[], { host }: Address): number {
  const times = tries.filter(each => each.host === host).map(each => each.at);
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
}

describe('an address where a plug does not answer', () => {
  test('is tried at the pace of the polls for ten minutes, and then every half minute', async () => {
    const setup = start([A]);
    const fresh = await tryFor(600_000, setup);
    assert.equal(longestGap(fresh, A), 5000);
    assert.ok(fresh.length <= 123, `${String(fresh.length)} tries`);
    const later = await tryFor(3_000_000, setup);
    assert.equal(longestGap(later, A), 30_000);
    assert.ok(later.length <= 101, `${String(later.length)} tries`);
  });

  test('is tried no later because a try hangs', async () => {
    const tries = await tryFor(600_000, { ...start([A]), tryMs: 4000 });
    assert.equal(longestGap(tries, A), 5000);
  });

  test('is tried every half minute if the polls are further apart', async () => {
    assert.equal(longestGap(await tryFor(600_000, start([A], 300_000)), A), 30_000);
  });

  test('is tried often again in the next absence', async () => {
    const setup = start([A]);
    await tryFor(3_600_000, setup);
    setup.retryTimes.found();
    assert.equal(longestGap(await tryFor(600_000, setup), A), 5000);
  });

  for (const [what, reason, gap] of [
    ['our key is refused', new WrongKeyError('refused'), 60_000],
    ['another plug answers', OTHER_PLUG, 30_000],
    ['a reply is not signed', new NotSignedError(), 30_000],
  ] as const) {
    test(`is tried rarely where ${what}, because that does not pass by itself`, async () => {
      const tries = await tryFor(600_000, { ...start([A]), reason: () => reason });
      assert.equal(longestGap(tries, A), gap);
    });
  }

  test('is tried at once when there is a sign of the plug, even during a try', async () => {
    const { clock, retryTimes, ...setup } = start([A]);
    await tryFor(3_600_000, { ...setup, clock, retryTimes });
    retryTimes.askNow();
    assert.ok(retryTimes.next([A]).at <= clock.now());
    const startedAt = clock.now();
    await clock.advance(500);
    retryTimes.askNow();
    await clock.advance(500);
    retryTimes.failed(A, REFUSED, { startedAt, isFirst: true });
    assert.ok(retryTimes.next([A]).at <= clock.now());
  });
});

describe('a plug that may be at one of several addresses', () => {
  test('is tried where it was last as often as if that were the only one', async () => {
    const tries = await tryFor(600_000, start([A, B, C]));
    assert.equal(longestGap(tries, A), 5000);
  });

  test('is tried at all the others in turn, and no more often than one of them would be', async () => {
    const others = Array.from({ length: 29 }, (_, index) => at(`10.0.1.${String(index)}`));
    const tries = await tryFor(3_600_000, start([A, ...others]));
    const elsewhere = tries.filter(({ host }) => host !== A.host);
    assert.equal(new Set(elsewhere.map(({ host }) => host)).size, 29);
    assert.ok(elsewhere.length <= 125, `${String(elsewhere.length)} tries in an hour`);
    assert.deepEqual(
      elsewhere.slice(0, 29).map(({ host }) => host),
      others.map(({ host }) => host),
    );
  });

  test('is tried where it was last within two polls although every try hangs', async () => {
    const tries = await tryFor(600_000, { ...start([A, B]), tryMs: 4000 });
    assert.ok(longestGap(tries, A) <= 10_000, String(longestGap(tries, A)));
  });

  test('is tried as often where it was last although another plug answers elsewhere', async () => {
    const tries = await tryFor(600_000, {
      ...start([A, B]),
      reason: ({ host }) => (host === B.host ? OTHER_PLUG : REFUSED),
    });
    assert.equal(longestGap(tries, A), 5000);
    assert.equal(longestGap(tries, B), 30_000);
  });

  test('is tried at the others although another plug has the address where it was', async () => {
    const tries = await tryFor(600_000, {
      ...start([A, B]),
      reason: ({ host }) => (host === A.host ? OTHER_PLUG : REFUSED),
    });
    assert.equal(longestGap(tries, A), 30_000);
    assert.equal(longestGap(tries, B), 30_000);
  });
});
