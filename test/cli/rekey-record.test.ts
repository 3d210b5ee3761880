/**
 * The default place of the record: the working directory, which all tests of a process share, so no other test is here.
 */
import assert from 'node:assert/strict';
import { readdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { startPlug } from '../support/simulated-home.ts';
import { fileWith } from './provision-fixture.ts';
import { cli } from './command-line.ts';

test('the record is found by the uuid of the plug, wherever that is by now; one with the name of its address is too', async t => {
  const folder = process.cwd();
  // Before the folder is removed, because some systems keep a folder that is a working directory.
  t.after(() => {
    process.chdir(folder);
  });
  process.chdir(dirname(await fileWith(t, '')));
  const first = await startPlug({ model: 'mss305', key: 'the-old-key' });
  t.after(() => first.close());
  const rekey = async (host: string): Promise<void> => {
    const { status, err } = await cli(['rekey', host, '--fresh-key', '--yes'], { env: { MEROSS_KEY: 'the-old-key' } });
    assert.equal(status, 0, err);
  };
  const records = async (): Promise<readonly string[]> =>
    (await readdir('.')).filter(name => name.startsWith('meross-rekey-'));
  await rekey(first.host);
  const byUuid = `meross-rekey-${first.uuid}.json`;
  assert.deepEqual(await records(), [byUuid]);
  // The key that it has is only in the record by now.
  const second = await startPlug({ model: 'mss305', uuid: first.uuid, key: first.key });
  t.after(() => second.close());
  await rekey(second.host);
  assert.deepEqual(await records(), [byUuid]);
  const byAddress = `meross-rekey-${second.host.replace(':', '-')}.json`;
  await rename(byUuid, byAddress);
  await rekey(second.host);
  assert.deepEqual(await records(), [byAddress]);
});
