/** Mosquitto, the broker that many homes run already: the one of this machine, if it has one, on loopback. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { generate } from 'selfsigned';
import { freePort } from './homebridge.ts';
import { until } from './until.ts';

/** Debian puts it where only root looks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
const DAY_MS = 86_400_000;

/** A program of this machine; undefined if there is none of that name. */
function find(name: string): string | undefined {
  return FOLDERS.map(folder => join(folder, name)).find(path => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Why there is no mosquitto to test with; undefined if there is one. */
export const whyNoMosquitto =
  find('mosquitto') === undefined || find('mosquitto_passwd') === undefined
    ? 'no mosquitto on this machine'
    : undefined;

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** A mosquitto with TLS that lets in whom it knows. */
export class Mosquitto {
  readonly port: number;
  /** Where its certificate is. */
  readonly ca: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(port: number, folder: string) {
    this.port = port;
    this.ca = join(folder, 'cert.pem');
    this.#folder = folder;
  }

  /** Sets one up and starts it; whoever does that closes it. */
  static async start(): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'mosquitto-test-'));
    const broker = new Mosquitto(await freePort(), folder);
    await broker.#setUp();
    await broker.restart();
    return broker;
  }

  get url(): string {
    return `mqtts://127.0.0.1:${String(this.port)}`;
  }

  /** From its next start on, these are let in too. */
  admit(logins: readonly Login[]): void {
    for (const { username, password } of logins) {
      const { status, stderr } = spawnSync(
        find('mosquitto_passwd') ?? '',
        ['-b', join(this.#folder, 'passwords'), username, password],
        { encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(`mosquitto_passwd: ${stderr}`);
    }
  }

  /** Killed as by a power cut, and started anew. */
  async restart(): Promise<void> {
    await this.kill();
    const child = spawn(find('mosquitto') ?? '', ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    }
    this.#child = child;
    // Should this process end without its hooks, nothing stays behind.
    process.once('exit', () => child.kill('SIGKILL'));
    await until(() => this.#listens(), 10_000, 'mosquitto listens').catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#log}`);
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #setUp(): Promise<void> {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      keySize: 2048,
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - DAY_MS),
      notAfterDate: new Date(Date.now() + DAY_MS),
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    const file = (name: string): string => join(this.#folder, name);
    await writeFile(file('cert.pem'), cert);
    await writeFile(file('key.pem'), key, { mode: 0o600 });
    await writeFile(file('passwords'), '', { mode: 0o600 });
    const lines = [
      `listener ${String(this.port)} 127.0.0.1`,
      `certfile ${file('cert.pem')}`,
      `keyfile ${file('key.pem')}`,
      'allow_anonymous false',
      `password_file ${file('passwords')}`,
      'persistence false',
      'log_dest stdout',
      // Started as root it would become a user who cannot read this folder.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
    ];
    await writeFile(file('mosquitto.conf'), `${lines.join('\n')}\n`);
  }

  #listens(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    return promise.finally(() => socket.destroy());
  }
}
