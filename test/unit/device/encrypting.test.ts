import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { systemClock, within } from '../../../src/clock.ts';
import { Session, type Slot } from '../../../src/device/session.ts';
import { NoAnswerError, NotSignedError } from '../../../src/errors.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';
import { HttpTransport } from '../../../src/transport/http.ts';
import { parseAddress } from '../../../src/transport/transport.ts';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { startPlug } from '../../support/simulated-home.ts';

const slot: Slot = work => within({ clock: systemClock, signal: new AbortController().signal }, 5000, work);

async function plugOf(t: TestContext, model: string, set: (plug: SimulatedPlug) => void): Promise<SimulatedPlug> {
  const plug = await startPlug({ model, set });
  t.after(() => plug.close());
  return plug;
}

function sessionWith(plug: SimulatedPlug, more: Partial<ConstructorParameters<typeof Session>[0]> = {}): Session {
  const address = parseAddress(plug.host);
  assert.ok(address);
  const { key } = plug;
  return new Session({
    http: target => new HttpTransport({ address, key, clock: systemClock, ...target }),
    key,
    clock: systemClock,
    pollMs: 5000,
    ...more,
  });
}

describe('a plug that lists LAN encryption and does not answer in clear', () => {
  for (const clearRefusal of ['hang-up', 'silent', 400, 500] as const) {
    test(`gets encrypted messages (it refuses by: ${clearRefusal}), and is switched`, async t => {
      const plug = await plugOf(t, 'mss110-7.3.37', ({ faults }) => {
        faults.encryption = 'required';
        faults.clearRefusal = clearRefusal;
      });
      const found: boolean[] = [];
      const session = sessionWith(plug, { onEncrypted: encrypted => found.push(encrypted) });
      const { info } = await session.identify(slot);
      assert.equal(info.model, 'MSS110');
      assert.deepEqual(found, [true]);
      await slot(signal => session.command(togglex.set({ channel: 0, on: false }), signal));
      assert.equal(plug.isOn(0), false);
    });
  }

  test('that does not list it gets no encrypted body', async t => {
    const plug = await plugOf(t, 'mss310-2.1.17', ({ faults }) => {
      faults.silent = namespace => namespace === systemAll.NAMESPACE;
    });
    const brief: Slot = work => within({ clock: systemClock, signal: new AbortController().signal }, 300, work);
    await assert.rejects(sessionWith(plug).identify(brief), NoAnswerError);
  });
});

describe('a plug that has signed with our key before', () => {
  test('is distinguished from another device that answers in its name: no reply of that one counts, nor any to a command', async t => {
    const plug = await plugOf(t, 'mss310-2.1.17', () => undefined);
    const signed: string[] = [];
    const session = sessionWith(plug, { onSigned: uuid => signed.push(uuid) });
    await session.identify(slot);
    assert.deepEqual(signed, [plug.uuid]);
    plug.faults.signature = 'wrong';
    await assert.rejects(session.query(systemAll.get(), slot), NotSignedError);
    await assert.rejects(
      slot(signal => session.command(togglex.set({ channel: 0, on: true }), signal)),
      NotSignedError,
    );
    const later = sessionWith(plug, { signs: uuid => uuid === plug.uuid });
    await assert.rejects(later.identify(slot), NotSignedError);
  });

  test('is accepted if it never signed with our key, because some firmware signs wrongly although its key is right', async t => {
    const plug = await plugOf(t, 'mss310-2.1.17', ({ faults }) => {
      faults.signature = 'wrong';
    });
    const signed: string[] = [];
    const session = sessionWith(plug, { onSigned: uuid => signed.push(uuid) });
    await session.identify(slot);
    await slot(signal => session.command(togglex.set({ channel: 0, on: true }), signal));
    assert.equal(plug.isOn(0), true);
    assert.deepEqual(signed, []);
  });
});
