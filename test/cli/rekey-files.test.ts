/** What `rekey` and `provision` do to files: nothing before it is agreed to, and never more than was meant. */
import assert from 'node:assert/strict';
import { readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { PASSWORD } from '../unit/setup/simulated-setup.ts';
import { startPlug } from '../support/simulated-home.ts';
import { scriptedAnswers, fileWith, modeOf, newPlugWithPort, provisionOverAp } from './provision-fixture.ts';
import { fasterClock } from '../support/faster-clock.ts';
import { cli } from './command-line.ts';

const OLD = 'CANARYold00112233445566778899aab';
const NEW = 'CANARYnew00112233445566778899aab';
const clock = fasterClock(30);

/** A plug in use, its config beside a link to a file of another user, and a folder for the record. */
async function plugInUse(t: TestContext, textOf: (host: string) => string) {
  const plug = await startPlug({ model: 'mss305', key: OLD, userId: '1000' });
  t.after(() => plug.close());
  const path = await fileWith(t, textOf(plug.host));
  const folder = dirname(path);
  const other = await fileWith(t, 'precious', 'other', 0o604);
  for (const ending of ['new', 'tmp', 'bak']) await symlink(other, `${path}.${ending}`);
  const records = dirname(await fileWith(t, '', 'empty'));
  const argv = ['rekey', plug.host, '--config', path, '--record', join(records, 'record.json')];
  const isUntouched = async (): Promise<void> => {
    for (const each of [folder, records]) assert.equal((await stat(each)).mtimeMs, 1000, 'no file came or went');
    assert.equal(await readFile(other, 'utf8'), 'precious');
    assert.equal(await modeOf(other), 0o604);
  };
  for (const each of [folder, records]) await utimes(each, 1, 1);
  return { plug, path, folder, other, argv, isUntouched };
}

const plain = (host: string): string =>
  JSON.stringify({ platforms: [{ platform: 'MerossLocal', devices: [{ host, key: OLD }] }] });

describe('files', { concurrency: 4 }, () => {
  test('rekey writes nothing before it is agreed to, and follows no link that lies there', async t => {
    const { plug, path, other, argv, isUntouched } = await plugInUse(t, plain);
    const env = { MEROSS_KEY: OLD, MEROSS_NEW_KEY: NEW };
    const no = await cli(argv, { env, questions: scriptedAnswers(false).questions });
    assert.equal(no.status, 130, no.err);
    await isUntouched();
    const unconfirmed = await cli(argv, { env });
    assert.equal(unconfirmed.status, 2, unconfirmed.err);
    await isUntouched();
    const yes = await cli(argv, { env, clock, questions: scriptedAnswers(true).questions });
    assert.equal(yes.status, 0, yes.err);
    assert.equal(plug.key, NEW);
    assert.ok((await readFile(path, 'utf8')).includes(NEW));
    assert.equal(await readFile(other, 'utf8'), 'precious');
    assert.deepEqual([await modeOf(other), await modeOf(path)], [0o604, 0o640]);
  });

  test('where the plug has the new key already, the config is changed only if that is agreed to', async t => {
    const { path, argv, isUntouched } = await plugInUse(t, plain);
    const env = { MEROSS_KEY: OLD, MEROSS_NEW_KEY: OLD };
    const text = await readFile(path, 'utf8');
    const no = await cli(argv, { env, questions: scriptedAnswers(false).questions });
    assert.equal(no.status, 130, no.err);
    assert.match(no.err, /The plug already has these settings\. Files to be written: .*config\.json/);
    assert.equal((await cli(argv, { env })).status, 2);
    await isUntouched();
    assert.equal(await readFile(path, 'utf8'), text);
    const yes = await cli(argv, { env, questions: scriptedAnswers(true).questions });
    assert.equal(yes.status, 0, yes.err);
    assert.match(await readFile(path, 'utf8'), /"uuid"/);
    const again = await cli(argv, { env, questions: scriptedAnswers().questions });
    assert.equal(again.status, 0, again.err);
  });

  test('of the config, rekey changes the key and nothing else: numbers, comments and order stay', async t => {
    const text = (host: string): string => `\ufeff{
\t"bridge": {"port": 51826,"pin":"031-45-154"}, // the bridge
\t"platforms": [{ "platform": "Other", "x": 1e400, "y": [1.0,  -0] },
\t\t{ "platform": "MerossLocal", "devices": [
\t\t\t{ "x": 9007199254740993, "key": "${OLD}", "uuid": "UUID", "host": "${host}", "name": "L\\u00e4mp" },
\t\t] } ],
}`;
    const { plug, path, argv } = await plugInUse(t, text);
    const before = (await readFile(path, 'utf8')).replace('UUID', plug.uuid);
    await writeFile(path, before);
    const env = { MEROSS_NEW_KEY: NEW };
    const { status, err } = await cli([...argv, '--yes'], { env, clock });
    assert.equal(status, 0, err);
    assert.equal(await readFile(path, 'utf8'), before.replace(OLD, NEW));
  });

  test('provision writes nothing before it is agreed to, and follows no link that lies there', async t => {
    const { path, folder, other, isUntouched } = await plugInUse(t, plain);
    const { plug, port } = await newPlugWithPort(t);
    const argv = [...provisionOverAp({ plug, port }).filter(each => each !== '--yes'), '--config', path];
    const no = await cli(argv, { questions: scriptedAnswers(PASSWORD, false).questions });
    assert.equal(no.status, 130, no.err);
    await isUntouched();
    const yes = await cli(argv, { questions: scriptedAnswers(PASSWORD, true).questions });
    assert.equal(yes.status, 0, yes.err);
    assert.ok((await readFile(path, 'utf8')).includes(plug.uuid));
    assert.equal(await readFile(other, 'utf8'), 'precious');
    assert.equal((await readdir(folder)).length, 5, 'the config, a copy of it, and three links');
  });
});
