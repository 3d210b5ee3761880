/** What tests of `record` share: simulated plugs whose clock stands still, and a recording of one. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { deadline, systemClock } from '../../../../src/clock.ts';
import { record, type Subject } from '../../../../src/cli/record/recorder.ts';
import { traceText, type Trace } from '../../../../src/cli/record/trace.ts';
import { connect } from '../../../../src/device/connect.ts';
import type { Message, Request } from '../../../../src/protocol/envelope.ts';
import * as systemAbility from '../../../../src/protocol/namespaces/system-ability.ts';
import {
  loadModel,
  readTrace,
  SimulatedPlug,
  type PlugModel,
  type SimulatedPlugOptions,
} from '../../../../simulator/index.ts';
import { HttpTransport } from '../../../../src/transport/http.ts';
import { PLAIN, type Manner, type Transport } from '../../../../src/transport/transport.ts';

/** 1 January 2025 12:00 UTC: so late is it in every plug here, always. */
const NOON = 1_735_732_800_000;

/** A plug that ends with the test. */
export async function plugOf(
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
export async function recordedPlug(
  t: TestContext,
  name: string,
  options: Partial<SimulatedPlugOptions> = {},
): Promise<SimulatedPlug> {
  return plugOf(t, await loadModel(name), options);
}

/** A plug that has introduced itself; `ms` is the time that a query has. */
export async function introduced(plug: SimulatedPlug, ms = 20_000): Promise<Subject> {
  const [host = '', port = ''] = plug.host.split(':');
  let manner: Manner = PLAIN;
  const onManner = (found: Manner): void => void (manner = found);
  const make = (target?: { readonly uuid: string; readonly encryptable: boolean }): HttpTransport =>
    new HttpTransport({
      address: { host, port: Number(port) },
      key: plug.key,
      clock: systemClock,
      ...target,
      manner,
      onManner,
    });
  const ask = async (way: Transport, request: Request): Promise<Message> => {
    const { signal, cancel } = deadline(systemClock, ms);
    try {
      return await way.request(request, signal);
    } finally {
      cancel();
    }
  };
  const ability = await ask(make(), systemAbility.get());
  const { info, message } = await connect(make, ask);
  const way = make({ uuid: info.uuid, encryptable: systemAbility.mayEncrypt(info.abilities) });
  return { ability, all: message, encrypted: manner.encrypted, ask: request => ask(way, request) };
}

/** A recording of a plug. */
export async function recordingOf(plug: SimulatedPlug): Promise<Trace> {
  return record(await introduced(plug));
}

/** The plug that a recording brings to life. */
export function replayed(t: TestContext, trace: Trace): Promise<SimulatedPlug> {
  const document: unknown = JSON.parse(traceText(trace));
  return plugOf(t, readTrace(document));
}

/** Fails where a text says something that it must not; `what` names the text. */
export function assertWithout(text: string, secrets: readonly string[], what: string): void {
  const lower = text.toLowerCase();
  for (const secret of secrets) {
    assert.ok(secret.length > 5, `"${secret}" is too short to be looked for`);
    assert.equal(lower.includes(secret.toLowerCase()), false, `${what} says ${secret}`);
  }
}
