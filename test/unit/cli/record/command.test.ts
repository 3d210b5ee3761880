import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { readTrace } from '../../../../simulator/index.ts';
import { folder, runCommand } from '../command-runner.ts';
import { startPlug } from '../../doctor/doctor-fixture.ts';

test('record HOST prints a trace that the simulator replays, and says what is still in it', async t => {
  const plug = await startPlug(t);
  const { status, out, err } = await runCommand(plug.key, 'record', plug.host);
  assert.equal(status, 0);
  assert.equal(readTrace(JSON.parse(out)).id, 'mss310-2.1.17');
  assert.match(err, /This mss310-2\.1\.17 answered \d+ of \d+ queries\.[\s\S]*energy of the last days remain/);
  assert.equal(out.includes('127.0.0.1'), false);
});

test('record --out writes a file for its owner alone, and leaves an existing one alone', async t => {
  const plug = await startPlug(t, 'mss110-7.3.37');
  const at = await folder(t);
  const path = at('trace.json');
  const { status, out } = await runCommand(plug.key, 'record', plug.host, '--out', path, '--json');
  assert.equal(status, 0);
  assert.match(out, /"id":"mss110-7\.3\.37"/);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(readTrace(JSON.parse(await readFile(path, 'utf8'))).lanEncryption, true);
  assert.equal((await runCommand(plug.key, 'record', plug.host, '--out', path)).status, 2);
  assert.equal((await runCommand(plug.key, 'record', plug.host, '--out', path, '--force')).status, 0);
  assert.equal((await runCommand(plug.key, 'record', plug.host, '--out', at('no/such/folder.json'))).status, 2);
});

test('record ends like any other command where the plug is away or has another key', async t => {
  const plug = await startPlug(t);
  assert.equal((await runCommand('another key', 'record', plug.host)).status, 4);
  await plug.unplug();
  assert.equal((await runCommand(plug.key, 'record', plug.host)).status, 3);
});
