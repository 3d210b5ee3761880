/** Nothing that identifies is in a report, a trace, an error, or in text that people may paste. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { readFileSync } from 'node:fs';
import { renderDiagnosis } from '../../../../src/cli/doctor/diagnosis-text.ts';
import { reportText } from '../../../../src/doctor/diagnosis-report.ts';
import { recordTrace } from '../../../../src/cli/record/trace-recorder.ts';
import { traceText } from '../../../../src/cli/record/trace.ts';
import { readTrace, SimulatedPlug, type Faults } from '../../../../simulator/index.ts';
import { assertWithout, recordingSource } from '../record/recording-fixture.ts';
import { examine, examinedPlug } from '../../doctor/doctor-fixture.ts';

const VERSIONS = { plugin: '0.1.0', node: '26.0.0', os: 'linux' };

const KEY = 'canary7f3e1d9c0b8a26544d5e6f7081';
const UUID = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const OTHER_UUID = '1a2b3c4d5e6f70819203a4b5c6d7e8f9';
const MAC = 'f5:e4:d3:c2:b1:a0';
const ADDRESS = '127.93.41.17';
const SECRETS: readonly string[] = [
  ...[KEY, UUID, OTHER_UUID, MAC, MAC.replaceAll(':', ''), ADDRESS],
  ...['canary-network', 'canary lamp', 'canary.broker.example', 'c0:ff:ee:c0:ff:ee', '98765432', 'canaryBindIdCana'],
  ...['canary-setup-code', '172.29.93.41'],
];

/** The recording of an mss110, with a canary in place of everything that identifies a home. */
function recordedHome(name: string): unknown {
  const text = readFileSync(new URL(`../../../../traces/${name}.json`, import.meta.url), 'utf8');
  const state = text
    .replaceAll('TestNet', 'canary-network')
    .replaceAll(/mqtt-(?:main|second)\.example\.invalid/g, 'canary.broker.example')
    .replaceAll(/02:00:5e:00:53:0./g, 'c0:ff:ee:c0:ff:ee')
    .replaceAll('1234567', '98765432')
    .replaceAll('"AbCdEfGhIjKlMnOp"', '"canaryBindIdCana"')
    .replaceAll('"alias": "timer"', '"alias": "canary lamp"')
    .replaceAll('000-00-000', 'canary-setup-code')
    .replaceAll(/192\.0\.2\.1./g, '172.29.93.41');
  return JSON.parse(state);
}

async function startPlug(t: TestContext, name: string): Promise<SimulatedPlug> {
  const plug = new SimulatedPlug({
    model: readTrace(recordedHome(name)),
    key: KEY,
    uuid: UUID,
    name: 'canary lamp',
    address: ADDRESS,
  });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

const FAULTS: readonly Partial<Faults>[] = [
  {},
  { hangUp: true },
  { hangUp: namespace => namespace === 'Appliance.System.All' },
  { hangUp: (_, method) => method === 'SET' },
  { lineEnding: 'lf' },
  { lineEnding: 'status-lf' },
  { contentLength: 'too-long' },
  { keepOpen: true },
  { cutBodyAt: 120 },
  { cutBodyAt: 700 },
  { garbage: 'html' },
  { garbage: 'binary' },
  { garbage: 'empty' },
  { garbage: 'json-array' },
  { garbage: 'huge' },
  { httpStatus: 302 },
  { httpStatus: 404 },
  { httpStatus: 500 },
  { otherUuid: OTHER_UUID },
  { signature: 'wrong' },
  { signature: 'upper-case' },
  { clockOffsetSeconds: 4000 },
  { unsetClock: true },
  { wrongMessageId: true },
  { refuseWithError: 5000 },
  { wrongKey: true },
  { encryption: 'off' },
  { encryption: 'required' },
  { multiple: 'refused' },
  { multiple: 'empty' },
  { multiple: 'truncated' },
  { multiple: 'fewer' },
  { largestMultiple: 100 },
  { midnightFreeze: true },
];

/** The text that a log prints of an error and its causes. */
function outputsFrom(error: unknown): string {
  const texts: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) texts.push(each.message, each.stack ?? '');
  return texts.join('\n');
}

for (const name of ['mss310-2.1.17', 'mss110-7.3.37', 'mss310-1.1.13']) {
  test(`no canary of an ${name} is in any report, trace or error, whatever is wrong with it`, async t => {
    const plug = await startPlug(t, name);
    let traces = 0;
    for (const faults of FAULTS) {
      const good = { ...plug.faults };
      Object.assign(plug.faults, faults);
      const what = `${name} with ${inspect(faults)}`;
      for (const uuid of [UUID, OTHER_UUID, undefined]) {
        const diagnosis = await examine(examinedPlug(plug, { label: 'canary lamp (here)', uuid }));
        const { findings, verdict, todo, exit } = diagnosis;
        assertWithout(reportText({ versions: VERSIONS, diagnoses: [diagnosis] }), SECRETS, `the report on ${what}`);
        assertWithout(JSON.stringify({ findings, verdict, todo, exit }), SECRETS, `a finding on ${what}`);
        const shown = renderDiagnosis(
          { ...diagnosis, subject: { ...diagnosis.subject, label: 'HOST' } },
          { paint: (_, text) => text, columns: 80, isVerbose: true },
        );
        assertWithout(shown, SECRETS, `what is shown of ${what}`);
      }
      try {
        const trace = traceText(await recordTrace(await recordingSource(plug)));
        traces += 1;
        assertWithout(trace, SECRETS, `the trace of ${what}`);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        assertWithout(outputsFrom(error), SECRETS, `the error about ${what}`);
        const all = inspect(error, { showHidden: true, depth: Infinity, maxStringLength: null });
        assertWithout(all, [KEY], `a hidden member of the error about ${what}`);
      }
      Object.assign(plug.faults, good);
    }
    assert.ok(traces >= 10, 'most faults leave something to record');
  });
}

test('these tests would see a canary', async t => {
  const plug = await startPlug(t, 'mss310-2.1.17');
  const { all } = await recordingSource(plug);
  const raw = JSON.stringify(all.payload);
  for (const secret of [UUID, MAC, ADDRESS, 'c0:ff:ee:c0:ff:ee', 'canary.broker.example', '98765432']) {
    assert.throws(
      () => {
        assertWithout(raw, [secret], 'it');
      },
      assert.AssertionError,
      secret,
    );
  }
});
