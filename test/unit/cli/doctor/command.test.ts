import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { folder, runCommand } from '../command-runner.ts';
import { startPlug } from '../../doctor/doctor-fixture.ts';

test('doctor HOST ends in a sentence to act on, and in the exit status of the fault', async t => {
  const plug = await startPlug(t);
  const well = await runCommand(plug.key, 'doctor', plug.host);
  assert.deepEqual([well.status, well.err], [0, '']);
  assert.match(
    well.out,
    /^✓ 127\.0\.0\.1:\d+: MSS\w+, firmware [\d.]+, .*replies in\s+[\d.]+ ms(?:,\s+uses[^,]+)?\n$/s,
  );
  const verbose = await runCommand(plug.key, 'doctor', plug.host, '--verbose');
  assert.match(
    verbose.out,
    /✓ key +The key fits\.[\s\S]*\nNo problem found\.\nOptional \(broker\): To end[\s\S]*rekey\.md\n$/,
  );

  const wrong = await runCommand('another key', 'doctor', plug.host);
  assert.equal(wrong.status, 4);
  assert.match(wrong.out, /✗ key[\s\S]*Not checked: identity,[\s\S]*What to do: /);
  assert.equal(wrong.err, '', 'nothing is printed twice');
  for (const line of wrong.out.split('\n')) assert.ok(line.length <= 100, line);
  assert.equal(wrong.out.split('does not accept this key').length, 2, 'the finding is printed once');

  assert.equal((await runCommand(undefined, 'doctor', plug.host)).status, 2, 'no key');
  await plug.unplug();
  assert.equal((await runCommand(plug.key, 'doctor', plug.host)).status, 3);
});

test('doctor refuses a public address as a usage error', async () => {
  const { status, err } = await runCommand('a key', 'doctor', '198.51.100.7');
  assert.equal(status, 2);
  assert.match(err, /public address is refused/);
});

test('doctor --json is one document, with every layer', async t => {
  const plug = await startPlug(t);
  const { out, status } = await runCommand('another key', 'doctor', plug.host, '--json');
  assert.equal(status, 4);
  assert.equal(out.trimEnd().includes('\n'), false);
  const data: unknown = JSON.parse(out);
  assert.ok(typeof data === 'object' && data !== null && 'plugs' in data && Array.isArray(data.plugs));
  const plugs: readonly unknown[] = data.plugs;
  const [first] = plugs;
  assert.ok(typeof first === 'object' && first !== null && 'layers' in first && Array.isArray(first.layers));
  assert.equal(first.layers.length, 15);
});

test('doctor --config examines every plug of the config, and notices a plug at the wrong address', async t => {
  const [lamp, other] = [await startPlug(t), await startPlug(t, 'mss110-7.3.37')];
  const at = await folder(t);
  const devices = [
    { name: 'Lamp', host: lamp.host, uuid: lamp.uuid },
    { name: 'Fan', host: other.host, uuid: lamp.uuid.replace(/^./, 'f') },
    { name: 'Nothing', host: '8.8.8.8' },
  ];
  await writeFile(
    at('config.json'),
    JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: lamp.key, devices }] }),
  );
  const all = await runCommand(undefined, 'doctor', '--config', at('config.json'));
  assert.equal(all.status, 6);
  assert.match(all.out, /^✓ Lamp \(127[^\n]*\n(?: {2}[^\n]*\n)?\nFan \(127[\s\S]*✗ identity/);
  assert.match(
    all.out.replaceAll(/\s+/g, ' '),
    / 1 of 3 plugs is fine\. Fan \(plug 2\): another plug has its address\. Plug 3: not checked because of the config\. This plugin needs no broker outside /,
  );
  assert.match(all.err, /devices\[2\]\.host/, 'a plug that cannot be examined is named');
  assert.equal((await runCommand(undefined, 'doctor', 'lamp', '--config', at('config.json'))).status, 0);
});

test('doctor --report writes a file for its owner alone, and leaves an existing one alone', async t => {
  const plug = await startPlug(t);
  const at = await folder(t);
  const path = at('report.json');
  const { status, err } = await runCommand(plug.key, 'doctor', plug.host, '--report', path);
  assert.equal(status, 0);
  assert.match(err, /its last lines say what was left out/);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const text = await readFile(path, 'utf8');
  for (const secret of [plug.key, plug.uuid, plug.host, '127.0.0.1', '48:e1:e9'])
    assert.equal(text.includes(secret), false, secret);
  assert.match(text, /"format": "meross-local-report\/1"/);

  const questions = plug.requests.length;
  const again = await runCommand(plug.key, 'doctor', plug.host, '--report', path);
  assert.equal(again.status, 2);
  assert.match(again.err, /is there already[\s\S]*--force/);
  assert.equal(plug.requests.length, questions, 'the file is checked before a plug is examined');
  await writeFile(path, 'old', { mode: 0o644 });
  assert.equal((await runCommand(plug.key, 'doctor', plug.host, '--report', path, '--force')).status, 0);
  assert.notEqual(await readFile(path, 'utf8'), 'old');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('a report that cannot be written is refused before a plug is examined', async t => {
  const plug = await startPlug(t);
  const at = await folder(t);
  for (const [path, expected] of [
    [at('no/such/report.json'), /There is no folder for/],
    [at('.'), /is a folder/],
  ] as const) {
    const { status, out, err } = await runCommand(plug.key, 'doctor', plug.host, '--report', path, '--force');
    assert.deepEqual([status, out], [2, '']);
    assert.match(err, expected);
  }
  assert.deepEqual(plug.requests, []);
});

test('a report has only the numbers of the system version, because people name their kernels', async t => {
  const plug = await startPlug(t);
  const at = await folder(t);
  await runCommand(plug.key, 'doctor', plug.host, '--report', at('report.json'));
  const { versions } = JSON.parse(await readFile(at('report.json'), 'utf8')) as { versions: Record<string, string> };
  assert.match(versions['os'] ?? '', /^\w+ [\d.]+ \w+$/);
});

test('a report is also written when something is wrong', async t => {
  const plug = await startPlug(t);
  plug.faults.garbage = 'html';
  const at = await folder(t);
  const { status } = await runCommand(plug.key, 'doctor', plug.host, '--report', at('report.json'));
  assert.equal(status, 6);
  assert.match(await readFile(at('report.json'), 'utf8'), /web page/);
});

test('of several healthy plugs, doctor shows one line each, that all are fine, and how to end a connection to a cloud', async t => {
  const [lamp, fan] = [await startPlug(t), await startPlug(t, 'mss110-7.3.37')];
  const at = await folder(t);
  const devices = [
    { name: 'Lamp', host: lamp.host },
    { name: 'Fan', host: fan.host },
  ];
  const config = JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: lamp.key, devices }] });
  await writeFile(at('config.json'), config);
  const { out, status } = await runCommand(undefined, 'doctor', '--config', at('config.json'));
  assert.equal(status, 0);
  assert.match(
    out,
    /^✓ Lamp [^✓]*[^\n]\n✓ Fan [^✓]*[^\n]\n\nBoth plugs are fine\.\n\nThis plugin needs no broker outside [\s\S]*rekey\.md\n$/,
  );
});

test('the summary names every plug with a problem, its number and the cause', async t => {
  const [lamp, fan, heater, gone] = [await startPlug(t), await startPlug(t), await startPlug(t), await startPlug(t)];
  await gone.unplug();
  fan.faults.clockOffsetSeconds = 4000;
  heater.faults.garbage = 'html';
  const at = await folder(t);
  const devices = [
    { name: 'Lamp', host: lamp.host, key: 'another key' },
    { name: 'Fan', host: fan.host },
    { host: heater.host },
    { name: 'Gone', host: gone.host },
  ];
  await writeFile(
    at('config.json'),
    JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: fan.key, devices }] }),
  );
  const { status, out } = await runCommand(undefined, 'doctor', '--config', at('config.json'));
  assert.equal(status, 4, 'the status of the first plug with a fault');
  const summary = [
    '0 of 4 plugs are fine. Lamp (plug 1): the key does not fit. Fan (plug 2): works, with a warning (clock).',
    `Plug 3 (${heater.host}): not a Meross plug. Gone (plug 4): not reachable.`,
  ];
  assert.ok(
    out
      .replaceAll(/\s+/g, ' ')
      .trimEnd()
      .endsWith(` ${summary.join(' ')}`),
    out,
  );
});

/** What `doctor` prints at the end about plugs of a config with this key at its top level. */
async function lastLines(t: TestContext, key: string, entries: readonly object[]): Promise<string> {
  const at = await folder(t);
  const config = { platforms: [{ platform: 'MerossLocal', key, devices: entries }] };
  await writeFile(at('config.json'), JSON.stringify(config));
  const { out, status } = await runCommand(undefined, 'doctor', '--config', at('config.json'));
  assert.equal(status, 4);
  return out.replaceAll(/\s+/g, ' ').trimEnd();
}

test('a key at the top level that fits no plug is named once, with where it stands', async t => {
  const [lamp, fan] = [await startPlug(t), await startPlug(t)];
  const both = await lastLines(t, 'another key', [{ host: lamp.host }, { host: fan.host }]);
  assert.match(both, / "key" at the top level of the config fits none of these plugs: correct it there\.$/);

  const one = await lastLines(t, lamp.key, [{ host: lamp.host }, { host: fan.host, key: 'another key', name: 'Fan' }]);
  assert.doesNotMatch(one, /top level/, 'the key of its own is wrong');
});

test('where the key at the top level fits other plugs, those that refuse it need one of their own', async t => {
  const [lamp, fan] = [await startPlug(t), await startPlug(t, 'mss310-2.1.17', { key: 'a key of its own' })];
  const shown = await lastLines(t, lamp.key, [{ host: lamp.host }, { host: fan.host, name: 'Fan' }]);
  assert.match(
    shown,
    / "key" at the top level of the config fits other plugs: give Fan \(plug 2\) a "key" of its own\. This plugin needs no broker outside /,
  );
});

test('an entry of the config that cannot be used is no success, even if every other plug is fine', async t => {
  const plug = await startPlug(t);
  const at = await folder(t);
  const devices = [{ name: 'Lamp', host: plug.host }, { host: '8.8.8.8' }];
  await writeFile(
    at('config.json'),
    JSON.stringify({ platforms: [{ platform: 'MerossLocal', key: plug.key, devices }] }),
  );
  const { status, out } = await runCommand(undefined, 'doctor', '--config', at('config.json'));
  assert.equal(status, 2);
  assert.match(
    out,
    /\n1 of 2 plugs is fine\. Plug 2: not checked because of the config\.\n\nThis plugin needs no broker outside /,
  );
});

test('every warning has its own advice', async t => {
  const plug = await startPlug(t);
  plug.faults.clockOffsetSeconds = 4000;
  plug.faults.multiple = 'refused';
  const { status, out } = await runCommand(plug.key, 'doctor', plug.host);
  assert.equal(status, 0);
  assert.match(out, /What to do \(clock\): If this computer[\s\S]*What to do \(batches\): Nothing to do/);
});
