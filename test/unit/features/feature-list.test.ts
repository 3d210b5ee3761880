import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import type { DeviceConfig } from '../../../src/config.ts';
import { FEATURES, featuresFor, unsupportedOptions, type FeatureOption } from '../../../src/features/index.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import type { Request } from '../../../src/protocol/envelope.ts';
import * as electricity from '../../../src/protocol/namespaces/electricity.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { HttpTransport } from '../../../src/transport/http.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { startPlug } from '../../support/simulated-home.ts';
import { DEFAULT_CONFIG, featureTools } from '../../support/feature-tools.ts';
import { TestPlug } from '../../support/test-plug.ts';

/** Options of an entry of "devices" without a feature, and what handles them. A new option does not compile until it is here. */
const NON_FEATURE_OPTIONS: Readonly<Record<Exclude<keyof DeviceConfig, FeatureOption>, string>> = {
  path: 'the log',
  host: 'the transport',
  port: 'the transport',
  key: 'the transport',
  uuid: 'the identity',
  oldTls: 'the broker',
  name: 'the accessory',
  type: 'the accessory',
  outlets: 'the accessory',
  locked: 'the accessory',
  publish: 'the accessory',
};

test('each option of a plug is handled in one place', () => {
  const obeyed = FEATURES.flatMap(each => ('option' in each ? [each.option] : []));
  assert.equal(new Set(obeyed).size, obeyed.length, 'no option is obeyed by two features');
  for (const option of Object.keys(DEFAULT_CONFIG)) {
    const isKnown = option === 'energySeconds' || option in NON_FEATURE_OPTIONS || obeyed.some(each => each === option);
    assert.ok(isKnown, option);
  }
});

test('each feature that is written is in the list', async () => {
  const folder = new URL('../../../src/features/', import.meta.url);
  const found: unknown[] = [];
  for (const name of readdirSync(folder)) {
    const module: unknown = await import(new URL(name, folder).href);
    if (typeof module === 'object' && module !== null && 'feature' in module) found.push(module.feature);
  }
  assert.equal(found.length, FEATURES.length);
  for (const each of found)
    assert.ok(
      FEATURES.some(listed => listed === each),
      JSON.stringify(each),
    );
});

test('an option that a plug without abilities cannot support gets one reason, and every language has a text for it', () => {
  const { info } = new TestPlug(new FakeClock(), { abilities: ['Control.ToggleX'] });
  const wanted = {
    ...DEFAULT_CONFIG,
    led: true,
    autoOffMinutes: 5,
    appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 },
    sensor: { aboveWatts: 10, kind: 'occupancy' as const },
    limits: { overloadWatts: 2000, overloadSeconds: 10, standbyMinutes: 15 },
  };
  const reasons = unsupportedOptions(wanted, info);
  assert.equal(reasons.length, 5);
  for (const { reason } of reasons) assert.match(ENGLISH.features.unsupported[reason], /^[a-z].*[^.]$/);
  assert.deepEqual(unsupportedOptions(DEFAULT_CONFIG, info), []);
});

test('a simulated plug can reply to every query of a feature', async t => {
  const plug = await startPlug({ model: 'mss310-2.1.17' });
  t.after(() => plug.close());
  plug.turn(0, true);
  const address = parseAddress(plug.host);
  assert.ok(address);
  const transport = new HttpTransport({ address, key: plug.key, clock: systemClock });
  // Every option that can be enabled is enabled.
  const switches = Object.entries(DEFAULT_CONFIG).filter(([option, value]) => value === false && option !== 'locked');
  const wanted = {
    ...DEFAULT_CONFIG,
    ...Object.fromEntries(switches.map(([option]) => [option, true])),
    autoOffMinutes: 5,
  };
  const features = featuresFor(wanted, featureTools(systemClock));
  const queried = new Map<string, Request>();
  // A feature uses the best ability only, so each one is tried alone, and with a meter.
  for (const namespace of await namespaces()) {
    for (const others of [[togglex.NAMESPACE], [togglex.NAMESPACE, electricity.NAMESPACE]]) {
      const abilities = Object.fromEntries([...others, namespace].map(name => [name, {}]));
      const info = { ...new TestPlug(new FakeClock()).info, abilities };
      const able = features.filter(each => each.supports(info));
      for (const { request } of able.flatMap(each => each.queries(info))) queried.set(request.namespace, request);
    }
  }
  assert.ok(queried.size >= 7, String(queried.size));
  const abilities = Object.fromEntries([...plug.abilities.keys(), ...queried.keys()].map(name => [name, {}]));
  plug.update({ firmwareVersion: '9.9.9', abilities });
  for (const [namespace, request] of queried) {
    const { header } = await transport.request(request, AbortSignal.timeout(5000));
    assert.equal(header.namespace, namespace);
  }
});

/** Every namespace that the plugin can read. */
async function namespaces(): Promise<readonly string[]> {
  const folder = new URL('../../../src/protocol/namespaces/', import.meta.url);
  const found: string[] = [];
  for (const name of readdirSync(folder)) {
    const module: unknown = await import(new URL(name, folder).href);
    const isOne = typeof module === 'object' && module !== null && 'NAMESPACE' in module;
    if (isOne && typeof module.NAMESPACE === 'string') found.push(module.NAMESPACE);
  }
  return found;
}
