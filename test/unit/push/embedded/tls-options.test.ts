import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConnectionOptions } from 'node:tls';
import { ensureCertificate } from '../../../../src/push/embedded/certificate.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';
import {
  connectTlsOnly,
  hex,
  startBroker,
  knownPlugs,
  OTHER_PLUG,
  PLUG,
  RAW_PACKETS,
  readBytes,
  UUID,
} from '../broker-fixture.ts';

const OLD: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };
const OLDEST: ConnectionOptions = { ...OLD, maxVersion: 'TLSv1' };
const ACCEPTED = '20020000';
const NOT_AUTHORIZED = '20020005';

test('a plug with TLS 1.2 and the oldest of its ciphers is accepted', async t => {
  const { port } = await startBroker(t);
  const socket = await connectTlsOnly(t, port, { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' });
  socket.write(hex(RAW_PACKETS.connect31));
  assert.equal((await readBytes(socket, 4)).toString('hex'), ACCEPTED);
});

test('TLS 1.1 is refused, and the log says why', async t => {
  const { port, lines } = await startBroker(t);
  await assert.rejects(connectTlsOnly(t, port, OLD));
  await until(() => lines.some(line => line.includes('supports only TLS 1.0 or 1.1')), 5000, 'the line in the log');
});

test('old TLS is accepted from a plug with "oldTls"', async t => {
  const plugs = knownPlugs({ ...PLUG, allowsOldTls: true }, OTHER_PLUG);
  const { port, broker } = await startBroker(t, { plugs, acceptsOldTls: true });
  for (const [options, protocol] of [
    [OLD, 'TLSv1.1'],
    [OLDEST, 'TLSv1'],
  ] as const) {
    const socket = await connectTlsOnly(t, port, options);
    assert.equal(socket.getProtocol(), protocol);
    socket.write(hex(RAW_PACKETS.connect31 + RAW_PACKETS.subscribe));
    assert.equal((await readBytes(socket, 4)).subarray(0, 4).toString('hex'), ACCEPTED);
  }
  await until(() => broker.hasSession(UUID), 5000, 'its session');
});

test('old TLS of one plug does not allow it to others', async t => {
  const plugs = knownPlugs(PLUG, { ...OTHER_PLUG, allowsOldTls: true });
  const { port, lines, broker } = await startBroker(t, { plugs, acceptsOldTls: true });
  const socket = await connectTlsOnly(t, port, OLD);
  socket.write(hex(RAW_PACKETS.connect31));
  assert.equal((await readBytes(socket, 4)).toString('hex'), NOT_AUTHORIZED);
  assert.match(
    lines.join('\n'),
    /48:e1:e9:aa:bb:cc at 127\.0\.0\.1 was refused: it supports only TLS 1\.0 or 1\.1.*\n.*"oldTls": true/,
  );
  assert.equal(broker.counts.sessions, 0);
});

test('a certificate that expires while the broker runs is renewed, and used for the next connection', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'renewal-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const certificateFile = join(folder, 'broker.pem');
  const clock = new FakeClock();
  const hosts = ['127.0.0.1'];
  // Created so long ago that 31 days are left.
  const nowSeconds = clock.epochSeconds() - (3650 - 31) * 86_400;
  const old = await ensureCertificate({ file: certificateFile, hosts, nowSeconds });
  const { port, lines } = await startBroker(t, { clock, certificateFile, hosts });
  const shownFingerprint = async (): Promise<string> =>
    (await connectTlsOnly(t, port)).getPeerX509Certificate()?.fingerprint256 ?? '';
  assert.equal(await shownFingerprint(), new X509Certificate(old.cert).fingerprint256);
  await clock.advance(2 * 86_400_000);
  await until(() => lines.some(line => line.includes('renewed its certificate')), 8000, 'the renewal');
  const { cert } = await ensureCertificate({ file: certificateFile, hosts, nowSeconds: clock.epochSeconds() });
  await until(
    async () => (await shownFingerprint()) === new X509Certificate(cert).fingerprint256,
    8000,
    'the new one is shown',
  );
});
