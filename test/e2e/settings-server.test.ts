/** The server of the settings page as Homebridge's UI starts it: a child process with an IPC channel. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPlug } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const SERVER = fileURLToPath(new URL('../../dist/src/homebridge-ui/server.js', import.meta.url));

interface Message {
  readonly action: string;
  readonly payload: {
    readonly requestId?: string;
    readonly success?: boolean;
    readonly data?: Record<string, unknown>;
    readonly event?: string;
  };
}

/** Started as in the UI's `plugins-settings-ui.service`: silent, and with these variables only. */
async function startServer(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'meross-ui-'));
  const configPath = join(folder, 'config.json');
  const device = { name: 'Lamp', serialNumber: '2401010000000000003448e1e9000001', deviceUrl: '192.168.1.20' };
  const block = { platform: 'Meross', userkey: '0123456789abcdef0123456789abcdef', singleDevices: [device] };
  await writeFile(configPath, JSON.stringify({ platforms: [block] }));
  const child: ChildProcess = fork(SERVER, [], {
    silent: true,
    env: {
      HOMEBRIDGE_STORAGE_PATH: folder,
      HOMEBRIDGE_CONFIG_PATH: configPath,
      HOMEBRIDGE_UI_VERSION: '5.28.0',
      // The fence of the tests.
      NODE_OPTIONS: process.env['NODE_OPTIONS'],
    },
  });
  const messages: Message[] = [];
  child.on('message', message => messages.push(message as Message));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  await until(() => messages.some(({ action }) => action === 'ready'), 20_000, 'the server');
  let count = 0;
  const request = async (path: string, body: unknown): Promise<Message['payload']> => {
    count += 1;
    const requestId = `request-${count}`;
    child.send({ action: 'request', payload: undefined, path, requestId, body });
    const reply = await until(() => messages.find(({ payload }) => payload.requestId === requestId), 20_000, path);
    return reply.payload;
  };
  const ended = async (): Promise<number> => {
    const from = performance.now();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return performance.now() - from;
  };
  return { child, messages, request, ended, folder, output: () => output };
}

describe('The server of the settings page', { concurrency: 2 }, () => {
  test('answers requests, refuses bad ones, writes no line and no file, and ends with the page during a search', async t => {
    const plug = await startPlug({ model: 'mss310-6.1.8' });
    t.after(() => plug.close());
    const { child, messages, request, ended, folder, output } = await startServer(t);
    const state = await request('/state', { host: plug.host, key: plug.key, uuid: plug.uuid });
    assert.deepEqual([state.success, state.data?.['uuid']], [true, plug.uuid]);
    const refused = await request('/state', { host: '8.8.8.8', key: plug.key });
    assert.equal(refused.success, false);
    assert.match(String(refused.data?.['message']), /^"host": a public address is refused/);
    assert.doesNotMatch(JSON.stringify(refused), /\bat .*\.js/);
    const takeOver = await request('/take-over', {});
    assert.equal((takeOver.data?.['plugs'] as readonly unknown[]).length, 1);
    assert.equal((await request('/nothing', {})).success, false);
    for (const body of [null, [], 'text', 7]) assert.equal(typeof (await request('/plug', body)).success, 'boolean');
    assert.equal((await request('/find/start', { keys: [plug.key], subnets: ['127.0.0.0/22'] })).success, true);
    await until(() => messages.some(({ payload }) => payload.event === 'find'), 5000, 'an event of the search');
    child.disconnect();
    assert.ok((await ended()) < 2000);
    assert.equal(output(), '');
    assert.deepEqual(await readdir(folder), ['config.json']);
  });

  test('ends when it is told to, although a plug leaves a request unanswered', async t => {
    const plug = await startPlug({ model: 'mss310-6.1.8', faults: { delayMs: 60_000 } });
    t.after(() => plug.close());
    const { child, request, ended, output } = await startServer(t);
    const state = request('/plug', { host: plug.host, key: plug.key }).catch(() => undefined);
    await until(() => plug.requests.length > 0, 5000, 'the request');
    child.kill('SIGTERM');
    assert.ok((await ended()) < 2000);
    assert.equal(output(), '');
    await state;
  });
});
