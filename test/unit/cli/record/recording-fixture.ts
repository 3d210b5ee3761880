/** What tests of `record` share: simulated plugs whose clock stands still, and a recording of one. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { systemClock, within } from '../../../../src/clock.ts';
import { recordTrace, type RecordingSource } from '../../../../src/cli/record/trace-recorder.ts';
import { traceText, type Trace } from '../../../../src/cli/record/trace.ts';
import { Session, type Slot, type SessionTarget } from '../../../../src/device/session.ts';
import * as systemAbility from '../../../../src/protocol/namespaces/system-ability.ts';
import {
  loadModel,
  readTrace,
  SimulatedPlug,
  type PlugModel,
  type SimulatedPlugOptions,
} from '../../../../simulator/index.ts';
import { HttpTransport } from '../../../../src/transport/http.ts';

/** 1 January 2025 12:00 UTC: so late is it in every plug here, always. */
const NOON = 1_735_732_800_000;

/** A plug that ends with the test. */
export async function startPlug(
  t: TestContext,
  model: PlugModel,
  options: Partial<SimulatedPlugOptions> = {},
): Promise<SimulatedPlug> {
  const plug = new SimulatedPlug({ model, now: () => NOON, ...options });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

/** The same of a recorded model. */
export async function startRecordedPlug(
  t: TestContext,
  name: string,
  options: Partial<SimulatedPlugOptions> = {},
): Promise<SimulatedPlug> {
  return startPlug(t, await loadModel(name), options);
}

/** A plug that has introduced itself; `ms` is the time that a query has. */
export async function recordingSource(plug: SimulatedPlug, ms = 20_000): Promise<RecordingSource> {
  const [host = '', port = ''] = plug.host.split(':');
  let encrypted = false;
  const http = (target?: SessionTarget): HttpTransport =>
    new HttpTransport({ address: { host, port: Number(port) }, key: plug.key, clock: systemClock, ...target });
  const { signal } = new AbortController();
  const slot: Slot = work => within({ clock: systemClock, signal }, ms, work);
  const ability = await slot(slotSignal => http().request(systemAbility.get(), slotSignal));
  const session = new Session({
    http,
    clock: systemClock,
    pollMs: 5000,
    onEncrypted: found => {
      encrypted = found;
    },
  });
  const { message } = await session.identify(slot);
  return { ability, all: message, encrypted, query: request => session.query(request, slot) };
}

/** A recording of a plug. */
export async function recordingOf(plug: SimulatedPlug): Promise<Trace> {
  return recordTrace(await recordingSource(plug));
}

/** The plug that a recording brings to life. */
export function startReplayed(t: TestContext, trace: Trace): Promise<SimulatedPlug> {
  const document: unknown = JSON.parse(traceText(trace));
  return startPlug(t, readTrace(document));
}

/** Fails if a text contains what it must not; `what` names the text. */
export function assertWithout(text: string, secrets: readonly string[], what: string): void {
  const lower = text.toLowerCase();
  for (const secret of secrets) {
    assert.ok(secret.length > 5, `"${secret}" is too short to be looked for`);
    assert.equal(lower.includes(secret.toLowerCase()), false, `${what} says ${secret}`);
  }
}
