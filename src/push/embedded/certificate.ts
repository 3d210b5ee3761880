import { createPrivateKey, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { quarantine } from '../../storage/quarantine.ts';
import { OddFileError, readRegular } from '../../storage/regular-file.ts';
import { replaceFile } from '../../storage/replace-file.ts';
import { codeOf } from '../../storage/storage-error.ts';
import { BrokerStartError } from '../broker-start-error.ts';

export interface Certificate {
  /** PEM. Secret. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

export interface CertificateOptions {
  /** The file that holds key and certificate, readable by its owner only. */
  readonly file: string;
  /** The names and addresses by which plugs reach this broker; the first is the common name (CN). */
  readonly hosts: readonly string[];
  /** Seconds since 1970. */
  readonly nowSeconds: number;
}

/** Why a certificate was made. */
export type CertificateReason = 'first' | 'expiring' | 'other-hosts' | 'damaged';

export interface EnsuredCertificate extends Certificate {
  /** Undefined if the stored one is still good. */
  readonly made: CertificateReason | undefined;
}

const DAY_SECONDS = 86_400;
const VALID_DAYS = 3650;
/** A certificate that expires within this time is replaced. */
const RENEW_DAYS = 30;
/** The permission bits of group and others. Windows has no such bits, and reports all of them as set. */
const GROUP_AND_OTHERS_MODE = process.platform === 'win32' ? 0 : 0o077;

/**
 * The broker's certificate: RSA-2048 with SHA-256, because plugs support nothing newer; self-signed, because plugs do not
 * check the issuer. Whether they compare the name is not certain, so it has all of `hosts`. It is created once, and again
 * when it is about to expire, is for other hosts, or is damaged (the damaged file goes into quarantine).
 *
 * @throws {BrokerStartError} the file can be neither read nor written
 */
export async function ensureCertificate(options: CertificateOptions): Promise<EnsuredCertificate> {
  const { file } = options;
  try {
    const stored = await readCertificate(file);
    const reason = stored === undefined ? 'first' : reasonToReplace(stored, options);
    if (stored !== undefined && reason === undefined) {
      const { key, cert } = stored;
      // Replaced rather than chmod'ed, because another user may own the file.
      if (stored.isAccessibleToOthers) await replaceFile(file, pemOf(stored));
      return { key, cert, made: undefined };
    }
    if (reason === 'damaged') await quarantine(file, options.nowSeconds);
    const made = await generateCertificate(options);
    await replaceFile(file, pemOf(made));
    return { ...made, made: reason };
  } catch (cause) {
    throw new BrokerStartError(texts => texts.certificateUnusable({ file, code: codeOf(cause) }), { cause });
  }
}

const pemOf = ({ key, cert }: Certificate): string => `${key}\n${cert}\n`;

interface StoredCertificate extends Certificate {
  /** Users other than the owner may read or write it. */
  readonly isAccessibleToOthers: boolean;
}

/** Treats anything other than a regular file, such as a pipe, as a damaged one. */
async function readCertificate(file: string): Promise<StoredCertificate | undefined> {
  try {
    const { bytes, mode } = await readRegular(file);
    const pem = bytes.toString('utf8');
    return {
      key: pemBlock(pem, 'PRIVATE KEY'),
      cert: pemBlock(pem, 'CERTIFICATE'),
      isAccessibleToOthers: (mode & GROUP_AND_OTHERS_MODE) !== 0,
    };
  } catch (error) {
    if (error instanceof OddFileError) return { key: '', cert: '', isAccessibleToOthers: false };
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The first PEM block of that kind; empty if there is none, which then fails to parse. */
function pemBlock(pem: string, kind: string): string {
  return new RegExp(`-----BEGIN ${kind}-----[^-]*-----END ${kind}-----`).exec(pem)?.[0] ?? '';
}

function reasonToReplace(
  { key, cert }: Certificate,
  { hosts, nowSeconds }: CertificateOptions,
): CertificateReason | undefined {
  const x509 = parsePair(key, cert);
  if (x509 === undefined) return 'damaged';
  if (Date.parse(x509.validTo) / 1000 < nowSeconds + RENEW_DAYS * DAY_SECONDS) return 'expiring';
  const names = hosts.map(withoutZone);
  const coversAllHosts = x509.subject === `CN=${names[0] ?? ''}` && names.every(name => coversHost(x509, name));
  return coversAllHosts ? undefined : 'other-hosts';
}

/** The certificate, if it is an RSA certificate and `key` is its private key. */
function parsePair(key: string, cert: string): X509Certificate | undefined {
  try {
    const x509 = new X509Certificate(cert);
    const isPair = x509.checkPrivateKey(createPrivateKey(key));
    return isPair && x509.publicKey.asymmetricKeyType === 'rsa' ? x509 : undefined;
  } catch {
    return undefined;
  }
}

function coversHost(x509: X509Certificate, name: string): boolean {
  return (isIP(name) ? x509.checkIP(name) : x509.checkHost(name, { subject: 'never' })) !== undefined;
}

async function generateCertificate({ hosts, nowSeconds }: CertificateOptions): Promise<Certificate> {
  const names = hosts.map(withoutZone);
  const date = (days: number): Date => new Date((nowSeconds + days * DAY_SECONDS) * 1000);
  const [{ default: forge }, key] = await Promise.all([import('node-forge'), generateKey()]);
  const certificate = forge.pki.createCertificate();
  const subject = [{ name: 'commonName', value: names[0] ?? '' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  // A positive number: the first byte is below 0x80, and not 0.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`;
  // Some plugs have a clock that is a little behind ours.
  certificate.validity.notBefore = date(-1);
  certificate.validity.notAfter = date(VALID_DAYS);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: names.map(name => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
    },
  ]);
  certificate.publicKey = forge.pki.publicKeyFromPem(key.publicKey);
  certificate.sign(forge.pki.privateKeyFromPem(key.privateKey), forge.md.sha256.create());
  return { key: key.privateKey.trim(), cert: forge.pki.certificateToPem(certificate).replaceAll('\r', '').trim() };
}

/** By Node, because the library would compute for seconds, and nothing else could run meanwhile. */
const generateKey = (): Promise<{ publicKey: string; privateKey: string }> =>
  promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** The zone of `fe80::1%eth0` has a meaning on this computer only. */
function withoutZone(host: string): string {
  return host.replace(/%.*$/, '');
}
