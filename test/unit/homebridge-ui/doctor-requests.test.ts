/** What the settings page finds out about an entry of the config, and the buttons that it offers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freePort } from '../../support/homebridge.ts';
import { plugFor } from '../../cli/command-line.ts';
import { openPage, successOf, targetOf } from './page-fixture.ts';

const OTHER_KEY = 'another-key-that-does-not-fit-00';
const OTHER_UUID = '2401010000000000003448e1e9ffffff';

describe('The test of an entry', { concurrency: 4 }, () => {
  test('a healthy plug has nothing to be done', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8');
    const page = await openPage(t);
    const entry = targetOf(plug);
    successOf(await page.request('/clock', { ...entry, timezone: 'Europe/Paris' }));
    const result = await page.request('/test', {
      devices: [
        { ...entry, name: 'Lamp' },
        { host: '', key: '' },
      ],
      index: 0,
    });
    assert.deepEqual(
      { ...result, findings: [] },
      {
        isHealthy: true,
        verdict: 'No problem found.',
        todo: '',
        findings: [],
        fixes: [],
      },
    );
    assert.ok(
      result.findings.length > 10 &&
        result.findings.every(({ verdict }) => verdict === 'ok' || verdict === 'not looked at'),
    );
  });

  test('a wrong key asks for another, and a wrong clock can be set', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8', { faults: { clockOffsetSeconds: 600 } });
    const page = await openPage(t);
    const wrongKey = await page.request('/test', { devices: [{ ...targetOf(plug), key: OTHER_KEY }], index: 0 });
    assert.deepEqual([wrongKey.isHealthy, wrongKey.fixes], [false, [{ kind: 'ask key' }]]);
    const wrongClock = await page.request('/test', { devices: [targetOf(plug)], index: 0 });
    assert.deepEqual([wrongClock.isHealthy, wrongClock.fixes], [false, [{ kind: 'set clock' }]]);
    assert.ok(wrongClock.todo !== '');
  });

  test('a plug with a new address is found by its uuid', async t => {
    const port = await freePort();
    const plug = await plugFor(t, 'mss310-6.1.8', { address: '127.0.7.77', port });
    const other = await plugFor(t, 'mss310-2.1.17', { address: '127.0.7.78', port });
    const page = await openPage(t);
    const entry = { host: `127.0.7.20:${port}`, key: plug.key, uuid: plug.uuid };
    const nothingThere = await page.request('/test', { devices: [entry], index: 0 });
    assert.deepEqual(nothingThere.fixes, [{ kind: 'use address', host: plug.host }]);
    assert.ok(nothingThere.todo.includes(plug.host));
    const otherThere = await page.request('/test', { devices: [{ ...entry, host: other.host }], index: 0 });
    assert.deepEqual([otherThere.isHealthy, otherThere.fixes], [false, [{ kind: 'use address', host: plug.host }]]);
    assert.deepEqual(
      other.requests.filter(({ method }) => method !== 'GET'),
      [],
    );
  });

  test('two entries for one plug are found by address and by uuid; two plugs that swap addresses are none', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8');
    const page = await openPage(t);
    const { host, key, uuid } = targetOf(plug);
    const byAddress = await page.request('/test', {
      devices: [
        { host, key },
        { host, key, name: 'Lamp' },
      ],
      index: 0,
    });
    assert.deepEqual(byAddress.fixes[0], { kind: 'remove duplicate', sameAs: 1 });
    assert.match(byAddress.verdict, /\bLamp\b/);
    const elsewhere = { host: '127.0.0.99', key, uuid };
    const byUuid = await page.request('/test', { devices: [elsewhere, { host, key }], index: 0 });
    assert.deepEqual(byUuid.fixes[0], { kind: 'remove duplicate', sameAs: 1 });
    const other = { host, key, uuid: OTHER_UUID };
    const both = await page.request('/test', { devices: [other, { host, key, uuid }], index: 1 });
    assert.equal(
      both.fixes.some(({ kind }) => kind === 'remove duplicate'),
      false,
    );
  });

  test('a report has every plug, and neither address nor name nor key', async t => {
    const plug = await plugFor(t, 'mss310-6.1.8');
    const page = await openPage(t);
    const devices = [
      { ...targetOf(plug), name: 'Grandma’s lamp' },
      { host: '8.8.8.8', key: 'x' },
    ];
    const { fileName, text } = await page.request('/report', { devices });
    assert.match(fileName, /^meross-local-report-\d{4}-\d\d-\d\d\.json$/);
    const report = JSON.parse(text) as { readonly format: string; readonly plugs: readonly unknown[] };
    assert.deepEqual([report.format, report.plugs.length], ['meross-local-report/1', 1]);
    for (const hidden of [plug.key, plug.uuid, plug.host, 'Grandma', '8.8.8.8'])
      assert.ok(!text.includes(hidden), hidden);
  });
});
