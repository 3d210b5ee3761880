import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlug, plugInfo } from '../../src/device/plug-info.ts';
import { WrongKeyError } from '../../src/errors.ts';
import { systemClock } from '../../src/clock.ts';
import { featuresFor } from '../../src/features/index.ts';
import { toggle } from '../../src/features/toggle.ts';
import { parse, type Message } from '../../src/protocol/envelope.ts';
import * as systemAbility from '../../src/protocol/namespaces/system-ability.ts';
import * as systemAll from '../../src/protocol/namespaces/system-all.ts';
import { checkReply } from '../../src/protocol/reply.ts';
import { DEFAULT_CONFIG, featureTools } from '../support/feature-tools.ts';
import {
  asObject,
  asText,
  at,
  list,
  recordings,
  unpacked,
  type Json,
  type Recording,
  type RecordedMessage,
} from './recordings.ts';

const ID = '7f3d2c1b0a9e8d7c6b5a493827160504';
const ALL = 'Appliance.System.All';
const ABILITY = 'Appliance.System.Ability';
const TOGGLE = 'Appliance.Control.Toggle';
const TOGGLEX = 'Appliance.Control.ToggleX';

/** A recorded reply as the plug sends it, with its header, read as the plugin reads it. */
function received({ device }: Recording, { method, namespace, payload }: RecordedMessage): Message {
  const from = `/appliance/${asText(device['uuid'])}/publish`;
  const header = { messageId: ID, namespace, method, payloadVersion: 1, from, timestamp: 1, timestampMs: 0, sign: '' };
  return parse(JSON.stringify({ header, payload }));
}

/** All messages except errors, which never reach a feature. */
const withoutErrors = (messages: readonly RecordedMessage[]): readonly RecordedMessage[] =>
  messages.flatMap(unpacked).filter(({ method }) => method !== 'ERROR');

const all = (messages: readonly RecordedMessage[], namespace: string): readonly RecordedMessage[] =>
  withoutErrors(messages).filter(each => each.namespace === namespace && each.method !== 'SETACK');

/** The relay states in a recorded reply, computed here without the plugin's code. */
function relaysIn({ method, namespace, payload }: RecordedMessage): readonly Json[] {
  if (method === 'SETACK') return []; // an acknowledgement does not report the state
  if (namespace === ALL) {
    const { digest, control } = at(payload, 'all');
    const first = asObject(control ?? {})['toggle'];
    return first === undefined ? list(asObject(digest ?? {})['togglex']) : [{ channel: 0, ...asObject(first) }];
  }
  if (namespace === TOGGLE) return [{ channel: 0, ...at(payload, 'toggle') }];
  if (namespace !== TOGGLEX) return [];
  return Array.isArray(payload['togglex']) ? list(payload['togglex']) : [at(payload, 'togglex')];
}

test('the recordings are there, and those with relays have states to compare with', () => {
  assert.ok(recordings.length >= 7);
  const states = recordings.flatMap(({ messages }) => withoutErrors(messages).flatMap(relaysIn));
  assert.ok(states.length >= 20, `${states.length} states`);
  assert.ok(states.some(({ onoff }) => onoff === 0) && states.some(({ onoff }) => onoff === 1));
});

/** Every feature that a config can turn on. */
const everything = featuresFor(
  { ...DEFAULT_CONFIG, led: true, autoOffMinutes: 5, appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } },
  featureTools(systemClock),
);

for (const recording of recordings) {
  const { id, device, messages } = recording;

  test(`${id}: every reply and push of the plug can be read`, () => {
    for (const each of withoutErrors(messages)) {
      const message = received(recording, each);
      assert.equal(message.header.uuid, device['uuid']);
      for (const capability of everything) assert.doesNotThrow(() => capability.read(message), each.namespace);
    }
  });

  test(`${id}: the relays are shown as they were recorded, and nothing else counts as a relay`, () => {
    for (const each of withoutErrors(messages)) {
      const readings = toggle.read(received(recording, each));
      const expected = relaysIn(each).map(({ channel, onoff }) => ({ kind: 'toggle', channel, on: onoff === 1 }));
      assert.deepEqual(readings, expected, each.namespace);
    }
  });

  test(`${id}: the abilities of the plug are read, and how many requests it takes at once`, () => {
    for (const each of all(messages, ABILITY)) {
      const recorded = at(each.payload, 'ability');
      const expected = Object.entries(recorded).map(([name, parameters]) => {
        const { maxCmdNum } = asObject(parameters);
        return [name, maxCmdNum === undefined ? {} : { maxCmdNum }];
      });
      assert.deepEqual(systemAbility.parse(received(recording, each).payload), Object.fromEntries(expected));
      assert.ok(ALL in recorded);
    }
    assert.ok(all(messages, ABILITY).length > 0);
  });

  test(`${id}: the identity of the plug is read as recorded`, () => {
    for (const each of all(messages, ALL)) {
      const read = systemAll.parse(received(recording, each).payload);
      const { type, uuid, macAddress, hardwareVersion, firmwareVersion } = device;
      assert.deepEqual(read.hardware, { type, version: hardwareVersion, uuid, macAddress });
      assert.equal(read.firmwareVersion, firmwareVersion);
      assert.deepEqual(
        read.toggles,
        relaysIn(each).map(({ channel, onoff }) => ({ channel, on: onoff === 1 })),
      );
    }
  });

  test(`${id}: the replies are accepted as replies to their requests`, () => {
    for (const each of messages.filter(({ method }) => /^(?:GET|SET)ACK$/.test(method))) {
      const method = each.method === 'SETACK' ? 'SET' : 'GET';
      const request = { namespace: each.namespace, method, payload: {} } as const;
      checkReply(received(recording, each), { request, messageId: ID, uuid: asText(device['uuid']) });
    }
  });
}

test('the recorded reply to a wrong key is reported as a wrong key', () => {
  const recording = recordings.find(({ id }) => id === 'mss310-1.1.13');
  const error = recording?.messages.find(({ method }) => method === 'ERROR');
  assert.ok(recording && error);
  const request = { namespace: error.namespace, method: 'GET', payload: {} } as const;
  const expectation = { request, messageId: ID, uuid: asText(recording.device['uuid']) };
  assert.throws(() => checkReply(received(recording, error), expectation), WrongKeyError);
});

test('of the recorded devices, those with relays are plugs that we can switch, and the meter is not', () => {
  const switchable = recordings.filter(({ messages }) => {
    const [about] = all(messages, ALL);
    const [can] = all(messages, ABILITY);
    if (!about || !can) return false;
    const info = plugInfo(systemAll.parse(about.payload), systemAbility.parse(can.payload));
    return isPlug(info) && toggle.supports(info);
  });
  assert.deepEqual(switchable.map(({ id }) => id).sort(), [
    'mss110-7.3.37',
    'mss210-1.1.12',
    'mss310-1.1.13',
    'mss310-2.1.17',
    'mss425e-2.1.2',
  ]);
});

test('the recorded strip has a master and four outlets', () => {
  const strip = recordings.find(({ id }) => id === 'mss425e-2.1.2');
  assert.ok(strip);
  const [about] = all(strip.messages, ALL);
  const [can] = all(strip.messages, ABILITY);
  assert.ok(about && can);
  const { channels, model } = plugInfo(systemAll.parse(about.payload), systemAbility.parse(can.payload));
  assert.deepEqual(channels, strip.device['channels']);
  assert.equal(model, 'MSS425E');
});
