import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { ensureCertificate, type EnsuredCertificate } from '../../../../src/push/embedded/certificate.ts';
import { BrokerStartError } from '../../../../src/push/broker-start-error.ts';

const NOW = 1_735_689_600;
const DAY = 86_400;
const HOSTS = ['192.168.1.10', 'fe80::1%eth0', 'homebridge.local'];

interface CertificateFixture {
  readonly folder: string;
  readonly file: string;
  readonly ensure: (difference?: { nowSeconds?: number; hosts?: readonly string[] }) => Promise<EnsuredCertificate>;
}

async function certificateFixture(t: TestContext): Promise<CertificateFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'broker.pem');
  return {
    folder,
    file,
    ensure: (difference = {}) => ensureCertificate({ file, hosts: HOSTS, nowSeconds: NOW, ...difference }),
  };
}

test('a certificate is created once, in the form that plugs need, and only its owner may read it', async t => {
  const { file, ensure } = await certificateFixture(t);
  const first = await ensure();
  assert.equal(first.made, 'first');
  const x509 = new X509Certificate(first.cert);
  assert.equal(x509.publicKey.asymmetricKeyType, 'rsa');
  assert.equal(x509.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  assert.equal(x509.subject, 'CN=192.168.1.10');
  assert.equal(x509.checkIP('192.168.1.10'), '192.168.1.10');
  assert.equal(x509.checkIP('fe80::1'), 'fe80::1');
  assert.equal(x509.checkHost('homebridge.local'), 'homebridge.local');
  assert.equal(Date.parse(x509.validTo) / 1000, NOW + 3650 * DAY);
  assert.ok(x509.verify(x509.publicKey), 'signed by itself');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await ensure(), { ...first, made: undefined });
});

test('it is renewed when it is about to expire, or for another address', async t => {
  const { folder, ensure } = await certificateFixture(t);
  const first = await ensure();
  const before = NOW + 3619 * DAY;
  assert.equal((await ensure({ nowSeconds: before })).cert, first.cert);
  const renewed = await ensure({ nowSeconds: before + 2 * DAY });
  assert.equal(renewed.made, 'expiring');
  assert.notEqual(renewed.cert, first.cert);
  const nowSeconds = before + 2 * DAY;
  assert.equal((await ensure({ nowSeconds, hosts: HOSTS.slice(0, 2) })).made, undefined, 'one name less');
  const moved = await ensure({ nowSeconds, hosts: ['192.168.1.11'] });
  assert.equal(moved.made, 'other-hosts');
  assert.equal(new X509Certificate(moved.cert).subject, 'CN=192.168.1.11');
  assert.deepEqual(await readdir(folder), ['broker.pem'], 'nothing is left over');
});

test('a damaged file goes into quarantine, and another certificate is created', async t => {
  const { folder, file, ensure } = await certificateFixture(t);
  const { key } = await ensure();
  const { cert } = await ensureCertificate({ file: join(folder, 'other.pem'), hosts: HOSTS, nowSeconds: NOW });
  const whole = await readFile(file, 'utf8');
  const damages = ['', 'hello', whole.slice(0, 900), `${key}\n${cert}\n`, whole.replace('A', 'B').slice(40)];
  for (const [index, damaged] of damages.entries()) {
    await writeFile(file, damaged);
    const nowSeconds = NOW + index;
    assert.equal((await ensure({ nowSeconds })).made, 'damaged', `damage ${String(index)}`);
    const quarantined = `${file}.damaged-2025-01-01T00-00-0${String(index)}Z`;
    assert.equal(await readFile(quarantined, 'utf8'), damaged);
    assert.equal((await ensure({ nowSeconds })).made, undefined);
  }
});

test('anything other than a file in its place goes into quarantine, and is neither opened nor written', async t => {
  const { folder, file, ensure } = await certificateFixture(t);
  const other = join(folder, 'other');
  await writeFile(other, 'precious', { mode: 0o644 });
  const oddities = [
    () => promisify(execFile)('mkfifo', [file]),
    () => mkdir(file),
    () => symlink(other, file),
    () => writeFile(file, Buffer.alloc(2_000_000)),
  ];
  for (const [index, createOddity] of oddities.entries()) {
    await rm(file, { force: true });
    await createOddity();
    const nowSeconds = NOW + index;
    assert.equal((await ensure({ nowSeconds })).made, 'damaged');
    assert.ok((await lstat(file)).isFile());
    assert.equal((await ensure({ nowSeconds })).made, undefined);
  }
  assert.equal((await readdir(folder)).filter(name => name.startsWith('broker.pem.damaged-')).length, oddities.length);
  assert.equal(await readFile(other, 'utf8'), 'precious');
  assert.equal((await stat(other)).mode & 0o777, 0o644);
});

test('a key that others could read is hidden again', async t => {
  const { file, ensure } = await certificateFixture(t);
  await ensure();
  await chmod(file, 0o644);
  assert.equal((await ensure()).made, undefined);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test('a folder that cannot be created is reported in two lines, without a key', async t => {
  const { folder } = await certificateFixture(t);
  await writeFile(join(folder, 'occupied'), '');
  const file = join(folder, 'occupied', 'broker.pem');
  await assert.rejects(ensureCertificate({ file, hosts: HOSTS, nowSeconds: NOW }), (error: unknown) => {
    assert.ok(error instanceof BrokerStartError);
    assert.match(
      error.message,
      /^The certificate .*broker\.pem \((?:ENOTDIR|EEXIST)\)\.\nAllow the account that Homebridge runs under to write/,
    );
    return true;
  });
});
