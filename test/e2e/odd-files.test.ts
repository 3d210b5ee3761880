/** A pipe and a file of 60 MB where the plugin keeps a plug's notes and history: the plug is there all the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startHomebridge } from '../support/homebridge.ts';
import { platformConfig, deviceConfig, linesWith, startPlug } from '../support/simulated-home.ts';

test(
  'neither keeps the plugin from starting, and each is told once',
  { skip: process.platform === 'win32' },
  async t => {
    const storage = await mkdtemp(join(tmpdir(), 'meross-odd-'));
    const plug = await startPlug({ model: 'mss310-2.1.17' });
    const folder = join(storage, 'meross-local');
    await mkdir(folder);
    const at = (ending: string): string => join(folder, `${plug.uuid}${ending}`);
    await promisify(execFile)('mkfifo', [at('.json')]);
    await writeFile(at('.history'), '[1735689600,1,1]\n');
    await truncate(at('.history'), 60_000_000);
    const homebridge = await startHomebridge({ storage, platforms: [platformConfig([deviceConfig(plug)])] });
    t.after(async () => {
      await homebridge.stop();
      await plug.close();
      await rm(storage, { recursive: true, force: true });
    });
    await homebridge.waitForLog(/ is ready: /, 20_000);
    for (const [ending, what] of [
      ['.json', 'a pipe \\(FIFO\\)'],
      ['.history', 'a file of 60\\.0 MB'],
    ] as const) {
      await homebridge.waitForLog(new RegExp(`${plug.uuid}\\${ending} is ${what}`), 20_000);
      assert.equal(linesWith(homebridge.log, `${plug.uuid}${ending} is `).length, 1);
    }
  },
);
