import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceText } from '../../../../src/cli/record/trace.ts';
import { loadModel, modelNames, readTrace } from '../../../../simulator/index.ts';
import { recordingSource, startPlug, startRecordedPlug, recordingOf, startReplayed } from './recording-fixture.ts';
import { recordTrace } from '../../../../src/cli/record/trace-recorder.ts';

for (const name of await modelNames()) {
  test(`record, simulate, record gives the same trace: ${name}`, async t => {
    const plug = await startRecordedPlug(t, name);
    const first = await recordingOf(plug);
    const second = await recordingOf(await startReplayed(t, first));
    assert.equal(traceText(second), traceText(first));
    assert.ok(first.exchanges.length >= 3);
  });
}

test('a load on the meter is in the trace, and with the same load the trace is the same', async t => {
  const plug = await startRecordedPlug(t, 'mss310-2.1.17');
  plug.setLoad(67.4);
  const first = await recordingOf(plug);
  const again = await startReplayed(t, first);
  again.setLoad(67.4);
  assert.equal(traceText(await recordingOf(again)), traceText(first));
  assert.match(traceText(first), /"power": 67400/);
});

test('a replayed plug is the plug: model, channels, dialect, encryption, abilities', async t => {
  for (const name of ['mss110-7.3.37', 'mss425e-2.1.2', 'mss210-1.1.12']) {
    const original = await loadModel(name);
    const model = readTrace(await recordingOf(await startPlug(t, original)));
    assert.deepEqual(
      [model.id, model.generation, model.channels, model.lanEncryption, [...model.abilities]],
      [original.id, original.generation, original.channels, original.lanEncryption, [...original.abilities]],
    );
    assert.deepEqual(Object.keys(model.state.get('Appliance.System.All') ?? {}), ['all']);
  }
});

test('the recordings of others keep their values where these identify nobody', async t => {
  const { state, origin } = await recordingOf(await startRecordedPlug(t, 'mss310-2.1.17'));
  const text = JSON.stringify(state);
  for (const kept of [
    'MT7682',
    '2022/08/19 10:05:03 GMT +08:00',
    'Europe/London',
    '"value":335',
    '"voltageRatio":186',
  ]) {
    assert.ok(text.includes(kept), kept);
  }
  assert.equal(origin.capturedOn, '2025-01-01');
});

test('only what is known to be safe is asked, each thing once, and one at a time', async t => {
  for (const name of await modelNames()) {
    const plug = await startRecordedPlug(t, name);
    const source = await recordingSource(plug);
    const before = plug.requests.length;
    await recordTrace(source);
    const queried = plug.requests.slice(before);
    assert.deepEqual([...new Set(queried.map(({ method }) => method))], ['GET'], name);
    const dangerous =
      /\.(?:Key|Wifi|WifiX|WifiList|Trace|Info|NtpSite|Bind|Unbind|Upgrade|ECDHE|Position|Clock|Report|Online|AlertReport|AlertConfig|History)$|Control\.OverTemp$|Mcu\./;
    for (const { namespace } of queried) {
      assert.doesNotMatch(namespace, dangerous, name);
      assert.ok(plug.abilities.has(namespace), `${name} lists ${namespace}`);
    }
    assert.equal(plug.maxInFlight, 1, name);
  }
});

test('a question that the plug refuses is written down as refused, and replayed as refused', async t => {
  const plug = await startRecordedPlug(t, 'mss310-2.1.17');
  plug.faults.hangUp = namespace => namespace === 'Appliance.System.Debug';
  const trace = await recordingOf(plug);
  const debug = trace.exchanges.find(({ request }) => request.namespace === 'Appliance.System.Debug');
  assert.deepEqual([debug?.response, debug?.failure], [null, 'connection closed without a response']);
  assert.equal('Appliance.System.Debug' in trace.state, false);
  assert.equal(traceText(await recordingOf(await startReplayed(t, trace))), traceText(trace));
});

test('a plug that goes away on the way leaves no trace behind', async t => {
  const plug = await startRecordedPlug(t, 'mss310-2.1.17');
  const source = await recordingSource(plug);
  await plug.unplug();
  await assert.rejects(recordTrace(source), { name: 'UnreachableError' });
});

test('timers and auto-off rules are asked for one by one', async t => {
  const plug = await startRecordedPlug(t, 'mss310-2.1.17');
  const { query } = await recordingSource(plug);
  for (const id of ['aaaa1111bbbb2222', 'cccc3333dddd4444']) {
    const timerx = { id, alias: 'Anna gets up', channel: 0, type: 1, enable: 1, time: 400, week: 255 };
    await query({ namespace: 'Appliance.Control.TimerX', method: 'SET', payload: { timerx } });
  }
  const trace = await recordingOf(plug);
  const rules = trace.exchanges.filter(({ request }) => request.namespace === 'Appliance.Control.TimerX');
  assert.equal(rules.length, 2);
  const ids = rules.map(({ request }) => JSON.stringify(request.payload['timerx']));
  assert.equal(new Set(ids).size, 2, 'each by its own made-up id');
  assert.doesNotMatch(traceText(trace), /Anna|aaaa1111|cccc3333/);
  // A plug that is made of the recording has the same rules, and reports them in the same way.
  assert.equal(traceText(await recordingOf(await startReplayed(t, trace))), traceText(trace));
});
