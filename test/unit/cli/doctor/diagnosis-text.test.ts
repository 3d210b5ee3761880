import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderDiagnosis } from '../../../../src/cli/doctor/diagnosis-text.ts';
import { renderSummary } from '../../../../src/cli/doctor/diagnosis-summary.ts';
import { examine, examinedPlug, startPlug } from '../../doctor/doctor-fixture.ts';

const paint = (_: string, text: string): string => text;

test('no line is wider than the terminal, except an address of a page that stands alone', async t => {
  const plug = await startPlug(t);
  const healthy = await examine(examinedPlug(plug, { label: 'TV corner in the living room (192.168.1.120)' }));
  const wrongKey = await examine(examinedPlug(plug, { key: 'another key' }));
  const other = await examine(examinedPlug(plug, { uuid: 'f'.repeat(32) }));
  plug.faults.clockOffsetSeconds = 4000;
  const diagnoses = [healthy, wrongKey, other, await examine(examinedPlug(plug))];
  for (const columns of [40, 60, 80, 120]) {
    const texts = [true, false].flatMap(isVerbose =>
      diagnoses.map(diagnosis => renderDiagnosis(diagnosis, { paint, columns, isVerbose })),
    );
    for (const line of [...texts, renderSummary(diagnoses, ['plug 5'], { paint, columns })].join('\n').split('\n')) {
      assert.ok(line.length <= columns || /^https?:\S+$/.test(line), `${String(columns)} columns: ${line}`);
    }
  }
});

test('a number and its unit stay in one line', async t => {
  const diagnosis = await examine(examinedPlug(await startPlug(t)));
  for (let columns = 40; columns <= 120; columns += 1) {
    const shown = renderDiagnosis(diagnosis, { paint, columns, isVerbose: false });
    assert.match(shown, /\d %/, `${String(columns)} columns`);
    assert.match(shown, /\d ms/, `${String(columns)} columns`);
  }
});
