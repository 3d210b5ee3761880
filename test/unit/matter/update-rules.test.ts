import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MatterState } from '../../../src/matter/matter-state.ts';
import { dueAtMs, type SentState } from '../../../src/matter/update-rules.ts';

const AT = 5000;
const reachable = { bridgedDeviceBasicInformation: { reachable: true } } as const;

describe('power', () => {
  const power = (activePower: number | null, voltage: number | null = 230_000, activeCurrent: number | null = 500) => ({
    electricalPowerMeasurement: { activePower, voltage, activeCurrent },
  });
  const dueAfter = (before: ReturnType<typeof power>, now: ReturnType<typeof power>): number | undefined => {
    const sent: SentState = { electricalPowerMeasurement: { attributes: before.electricalPowerMeasurement, atMs: AT } };
    return dueAtMs('electricalPowerMeasurement', sent, { ...reachable, ...now });
  };

  for (const [what, before, now, expected] of [
    ['that has not changed is not sent', power(60_000), power(60_000), undefined],
    ['of half a watt more is sent at once', power(60_000), power(60_600), -Infinity],
    ['of less than that is sent a minute later', power(40_000), power(40_300), AT + 60_000],
    ['of less than one per cent is sent a minute later', power(2_000_000), power(2_015_000), AT + 60_000],
    ['of one per cent is sent at once', power(2_000_000), power(2_020_000), -Infinity],
    ['that flows back is sent at once', power(400), power(-400), -Infinity],
    ['that is no longer measured is sent at once', power(0), power(null), -Infinity],
    ['that is measured again is sent at once', power(null), power(0), -Infinity],
    ['with other volts is sent at once', power(0), power(0, 233_000), -Infinity],
    ['with other amperes is sent at once', power(0), power(0, 230_000, 530), -Infinity],
  ] as const) {
    test(what, () => assert.equal(dueAfter(before, now), expected));
  }
});

describe('energy', () => {
  const state = (energy: number | null): MatterState => ({
    ...reachable,
    electricalEnergyMeasurement: { cumulativeEnergyImported: energy === null ? null : { energy } },
  });
  const dueAfter = (before: number | null, now: number | null): number | undefined => {
    const attributes = { cumulativeEnergyImported: before === null ? null : { energy: before } };
    return dueAtMs(
      'electricalEnergyMeasurement',
      { electricalEnergyMeasurement: { attributes, atMs: AT } },
      state(now),
    );
  };

  test('is sent at most once a minute, and when it has changed', () => {
    assert.equal(dueAfter(1000, 1000), undefined);
    assert.equal(dueAfter(1000, 9_999_000), AT + 60_000);
  });

  test('is sent at once when it becomes known', () => {
    assert.equal(dueAfter(null, 1000), -Infinity);
    assert.equal(dueAtMs('electricalEnergyMeasurement', {}, state(1000)), -Infinity);
  });

  test('stays as it is when it is not known any more', () => {
    assert.equal(dueAfter(1000, null), undefined);
  });
});

test('on and off, and whether a plug is reachable, are sent at once', () => {
  const sent: SentState = {
    onOff: { attributes: { onOff: false }, atMs: AT },
    bridgedDeviceBasicInformation: { attributes: { reachable: false }, atMs: AT },
  };
  const state: MatterState = { ...reachable, onOff: { onOff: true } };
  assert.equal(dueAtMs('onOff', sent, state), -Infinity);
  assert.equal(dueAtMs('bridgedDeviceBasicInformation', sent, state), -Infinity);
  assert.equal(dueAtMs('onOff', sent, reachable), undefined, 'a state that is not known');
});
