import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { isOwnHost } from '../../../src/metrics/host-header.ts';
import { MetricsServer } from '../../../src/metrics/metrics-server.ts';
import { MetricsService } from '../../../src/metrics/metrics-service.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { pluginLog } from '../../../src/plugin-log.ts';
import { captureLog } from '../plugs/captured-log.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function ask(port: number, { method = 'GET', path = '/metrics', host = `127.0.0.1:${port}` } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: { host }, agent: false },
      response => {
        let text = '';
        response.on('data', (chunk: Buffer) => void (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

async function serverFor(t: TestContext): Promise<number> {
  const page = (): Promise<{ contentType: string; text: string }> =>
    Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' });
  const server = new MetricsServer({ address: '127.0.0.1', port: 0, page });
  t.after(() => server.close());
  return server.open();
}

test('only GET /metrics is answered', async t => {
  const port = await serverFor(t);
  const found = await ask(port);
  assert.deepEqual(
    [found.status, found.text, found.headers['content-type']],
    [200, 'up 1\n', 'text/plain; version=0.0.4'],
  );
  assert.equal(found.headers['access-control-allow-origin'], undefined);
  assert.equal((await ask(port, { path: '/metrics?collect[]=x' })).status, 200);
  for (const path of ['/', '/metrics/', '/Metrics', '/metrics/../config', '//metrics'])
    assert.equal((await ask(port, { path })).status, 404, path);
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
    const { status, headers } = await ask(port, { method });
    assert.deepEqual([status, headers['allow']], [405, 'GET'], method);
  }
});

test('a page in a browser that points its own name here reads nothing', async t => {
  const port = await serverFor(t);
  const { status, text } = await ask(port, { host: `evil.example.com:${port}` });
  assert.equal(status, 403);
  assert.ok(!text.includes('up'));
});

test('the Host header may name an address, localhost or this computer', () => {
  for (const host of [
    '127.0.0.1',
    '192.168.1.5:9464',
    '[::1]:9464',
    '[fe80::1]',
    'localhost',
    'LOCALHOST:1',
    'pi',
    'PI.local:9464',
    'pi.lan',
    undefined,
  ])
    assert.equal(isOwnHost(host, 'pi.lan'), true, host);
  for (const host of [
    'evil.example',
    'pi.evil.example',
    'localhost.evil.example',
    '',
    ':9464',
    '127.0.0.1.evil.example',
    'a b',
    '[::1',
    'pi:99999999',
  ])
    assert.equal(isOwnHost(host, 'pi.lan'), false, host);
});

test('large headers and many connections do no harm', async t => {
  const port = await serverFor(t);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  let reply = '';
  socket.on('data', (chunk: Buffer) => void (reply += chunk.toString()));
  await once(socket, 'data');
  assert.match(reply, /^HTTP\/1\.1 431 /);
  socket.destroy();
  const idle = Array.from({ length: 40 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  t.after(() => idle.forEach(each => each.destroy()));
  await until(() => idle.filter(each => each.closed).length >= 24, 5000, 'those in excess are closed');
});

test('a port in use is one warning, and is tried again each minute', async t => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const clock = new FakeClock();
  const { log, lines } = captureLog();
  const service = new MetricsService({
    config: { port, address: '127.0.0.1' },
    clock,
    log: pluginLog(log, ENGLISH),
    plugs: () => [],
  });
  t.after(() => service.close());
  void service.run();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await until(() => clock.pending > 0, 5000, 'it waits');
    // Two lines for the first attempt, and none for the others.
    assert.equal(lines.length, 2);
    if (attempt < 2) await clock.advance(60_000);
  }
  assert.match(
    lines.join('\n'),
    new RegExp(`^warn: .*127\\.0\\.0\\.1:${port}/metrics: another program uses that port\\.\nwarn: `),
  );
  other.close();
  await once(other, 'close');
  await clock.advance(60_000);
  await until(() => lines.length > 2, 5000, 'it listens');
  assert.match(lines.at(-1) ?? '', new RegExp(`http://127\\.0\\.0\\.1:${port}/metrics`));
  assert.equal((await ask(port)).status, 200);
  await service.close();
  await assert.rejects(ask(port), { code: 'ECONNREFUSED' });
});

test('without a port nothing listens', async () => {
  const { log, lines } = captureLog();
  const clock = new FakeClock();
  await new MetricsService({
    config: { address: '127.0.0.1' },
    clock,
    log: pluginLog(log, ENGLISH),
    plugs: () => [],
  }).run();
  assert.deepEqual(lines, []);
});
