import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { recordTrace } from '../../../../src/cli/record/trace-recorder.ts';
import { traceText } from '../../../../src/cli/record/trace.ts';
import { loadModel, modelNames, readTrace, type SimulatedPlug } from '../../../../simulator/index.ts';
import { recordingSource, startPlug, recordingOf } from './recording-fixture.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at the end of a way through some JSON; empty where there is none. */
function inside(value: unknown, ...path: readonly string[]): Json {
  let here: unknown = value;
  for (const step of path) here = isObject(here) ? here[step] : undefined;
  return isObject(here) ? here : {};
}

/** A copy with the member at the end of a way replaced, where the way is there. */
function replaced(value: unknown, path: readonly string[], change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (!isObject(value) || !(step in value)) return value;
  return { ...value, [step]: replaced(value[step], rest, change) };
}

const ELECTRICITY = 'Appliance.Control.Electricity';
const LIGHT = 'Appliance.System.DNDMode';

/** A trace as `record` writes it, whose answers are edited: in `state`, and in the exchanges alike. */
function withAnswer(trace: unknown, namespace: string, change: (payload: unknown) => unknown): unknown {
  const state = replaced(trace, ['state', namespace], change);
  return replaced(state, ['exchanges'], list =>
    exchanges(list).map(exchange =>
      inside(exchange, 'request')['namespace'] === namespace
        ? replaced(exchange, ['response', 'payload'], change)
        : exchange,
    ),
  );
}

const exchanges = (list: unknown): readonly unknown[] => (Array.isArray(list) ? (list as readonly unknown[]) : []);

/** The same with a namespace that was not answered at all. */
function withOutcome(trace: unknown, namespace: string, outcome: object): unknown {
  const state = replaced(trace, ['state'], all =>
    Object.fromEntries(Object.entries(inside(all)).filter(([key]) => key !== namespace)),
  );
  return replaced(state, ['exchanges'], list =>
    exchanges(list).map(exchange => {
      const { at, transport, request } = inside(exchange);
      return inside(request)['namespace'] === namespace ? { at, transport, request, ...outcome } : exchange;
    }),
  );
}

const HANG_UP = { response: null, failure: 'connection closed without a response' };
const SILENCE = { response: null, failure: 'no response recorded' };
const ERROR = { response: { method: 'ERROR', payload: { error: { code: 5000 } } } };

/** The requests that a plug received, without those about its identity. */
function namespacesOf(trace: unknown): readonly string[] {
  const asked = exchanges(inside(trace)['exchanges']).map(exchange => String(inside(exchange, 'request')['namespace']));
  return [...new Set(asked)].filter(namespace => !/System\.(?:All|Ability)$/.test(namespace));
}

/** What was made of a trace in this name. */
type Variation = readonly [what: string, trace: unknown];

function variationsOf(trace: unknown): readonly Variation[] {
  const system = ['all', 'system'];
  const onOff = (row: unknown): unknown => replaced(row, ['onoff'], old => (old === 1 ? 0 : 1));
  const electricity = (change: object): unknown =>
    withAnswer(trace, ELECTRICITY, payload =>
      replaced(payload, ['electricity'], row => ({ ...inside(row), ...change })),
    );
  return [
    ['light off', withAnswer(trace, LIGHT, () => ({ DNDMode: { mode: 1 } }))],
    ['5.3 W', electricity({ current: 41, voltage: 2297, power: 5300 })],
    ['a dead meter', electricity({ current: 0, voltage: 0, power: 0 })],
    ['watts that flow back', electricity({ current: 1500, voltage: 2301, power: -345000 })],
    [
      'relays the other way round, whatever flows',
      withAnswer(
        withAnswer(electricity({ current: 41, power: 5300 }), 'Appliance.System.All', payload =>
          replaced(replaced(payload, ['all', 'control', 'toggle'], onOff), ['all', 'digest', 'togglex'], rows =>
            exchanges(rows).map(onOff),
          ),
        ),
        'Appliance.Control.ToggleX',
        payload => replaced(payload, ['togglex'], onOff),
      ),
    ],
    ['a weak signal', withAnswer(trace, 'Appliance.System.Runtime', () => ({ runtime: { signal: 17, ap: 2 } }))],
    [
      'another suite',
      withAnswer(trace, 'Appliance.Encrypt.Suite', () => ({ suite: { ka: 'gggg000', se: '', ds: '' } })),
    ],
    [
      'what a day has counted',
      withAnswer(trace, 'Appliance.Control.ConsumptionX', () => ({
        consumptionx: [{ date: '2025-01-01', time: 1735732000, value: 1234 }],
      })),
    ],
    [
      'no member that tells its address',
      withAnswer(trace, 'Appliance.System.All', payload =>
        replaced(payload, [...system, 'firmware'], firmware =>
          Object.fromEntries(Object.entries(inside(firmware)).filter(([key]) => key !== 'innerIp')),
        ),
      ),
    ],
    ...namespacesOf(trace).flatMap(namespace => [
      [`${namespace} hung up on`, withOutcome(trace, namespace, HANG_UP)] as const,
      [`${namespace} refused with an error`, withOutcome(trace, namespace, ERROR)] as const,
    ]),
  ];
}

/** When it is in a recorded plug. */
function momentOf(trace: unknown): number {
  return Number(inside(trace, 'state', 'Appliance.System.All', 'all', 'system', 'time')['timestamp']) * 1000;
}

/** The plug that a trace brings to life, at the moment of the recording. */
function replayedAt(t: TestContext, trace: unknown): Promise<SimulatedPlug> {
  return startPlug(t, readTrace(trace), { now: () => momentOf(trace) });
}

async function rerecorded(t: TestContext, trace: unknown): Promise<string> {
  const plug = await replayedAt(t, trace);
  const text = traceText(await recordingOf(plug));
  await plug.close();
  return text;
}

/** Fails with the first line that differs, because whole traces are too long to look at. */
function assertSame(is: string, was: string, what: string): void {
  if (is === was) return;
  const [lines, expected] = [is.split('\n'), was.split('\n')];
  const line = expected.findIndex((text, at) => text !== lines[at]);
  const around = (of: readonly string[]): string => of.slice(Math.max(0, line - 3), line + 3).join('\n');
  assert.fail(`${what}, line ${line}:\n${around(lines)}\nin place of\n${around(expected)}`);
}

const asText = (trace: unknown): string => `${JSON.stringify(trace, null, 1)}\n`;

const mop320: unknown = JSON.parse(await readFile(new URL('mop320-electricityx.json', import.meta.url), 'utf8'));

async function tracesToTry(t: TestContext): Promise<ReadonlyMap<string, unknown>> {
  const traces = new Map<string, unknown>([['mop320', mop320]]);
  for (const name of await modelNames()) {
    const plug = await startPlug(t, await loadModel(name));
    traces.set(name, JSON.parse(traceText(await recordingOf(plug))));
    await plug.close();
  }
  return traces;
}

test('every recording is replayed as it is: light, watts, meters, hang-ups and refusals included', async t => {
  let tried = 0;
  for (const [name, trace] of await tracesToTry(t)) {
    assertSame(await rerecorded(t, trace), asText(trace), name);
    for (const [what, varied] of variationsOf(trace)) {
      if (asText(varied) === asText(trace)) continue;
      tried += 1;
      assertSame(await rerecorded(t, varied), asText(varied), `${name}, ${what}`);
    }
  }
  assert.ok(tried > 100, `${tried} variations`);
});

test('a query that got no reply gets none again', async t => {
  const trace = withOutcome(mop320, LIGHT, SILENCE);
  const plug = await replayedAt(t, trace);
  const source = await recordingSource(plug, 1500);
  assert.equal(traceText(await recordTrace(source)), asText(trace));
  assert.equal(plug.requests.find(({ namespace }) => namespace === LIGHT)?.outcome, 'silent');
});

for (const refused of [false, true]) {
  test(`more timers than a recording asks for are all listed${refused ? ', where the plug shows none' : ''}`, async t => {
    const plug = await startPlug(t, await loadModel('mss310-2.1.17'));
    const { query } = await recordingSource(plug);
    for (let n = 0; n < 11; n += 1) {
      const timerx = { id: `aaaa1111bbbb22${n + 10}`, channel: 0, type: 1, enable: 1, time: 400 + n, week: 255 };
      await query({ namespace: 'Appliance.Control.TimerX', method: 'SET', payload: { timerx } });
    }
    plug.faults.hangUp = namespace => refused && namespace === 'Appliance.Control.TimerX';
    const trace: unknown = JSON.parse(traceText(await recordingOf(plug)));
    assert.equal(exchanges(inside(trace, 'state', 'Appliance.Digest.TimerX')['digest']).length, 11);
    assertSame(await rerecorded(t, trace), asText(trace), 'timers');
  });
}

test('a recorded plug goes on from what was recorded: what hangs on it is switched off and on', async t => {
  const plug = await replayedAt(t, mop320);
  const watts = async (channel: number): Promise<unknown> => {
    const { query } = await recordingSource(plug);
    const payload = { electricity: { channel } };
    const reply = await query({ namespace: 'Appliance.Control.ElectricityX', method: 'GET', payload });
    const [row] = exchanges(reply.payload['electricity']);
    return inside(row)['power'];
  };
  assert.equal(await watts(2), 79_500);
  plug.press(2);
  assert.equal(await watts(2), 0);
  plug.press(2);
  assert.equal(await watts(2), 79_500);
  plug.setLoad(5.3, 1);
  plug.press(1);
  assert.equal(await watts(1), 5300);
});

test('what was never recorded of a plug is not what it refuses', async t => {
  const trace = withOutcome(mop320, 'Appliance.Config.OverTemp', HANG_UP);
  const plug = await replayedAt(t, trace);
  const { query } = await recordingSource(plug);
  await assert.rejects(query({ namespace: 'Appliance.Config.OverTemp', method: 'GET', payload: { overTemp: {} } }));
  await query({ namespace: 'Appliance.System.Hardware', method: 'GET', payload: {} });
});
