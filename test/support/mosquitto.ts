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

/** Debian puts it in a folder that is in root's PATH only. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
const DAY_MS = 86_400_000;

/** The path of a program of this machine; undefined if there is none of that name. */
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

/** Which clients it accepts. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * A mosquitto with TLS and two listeners: one for plugs, and one with passwords for all other clients. Plugs log in by their
 * MAC address, and mosquitto's password file takes no name with a colon.
 */
export class Mosquitto {
  /** The listener for plugs, without authentication. */
  readonly plugsPort: number;
  /** The listener that asks for a password. */
  readonly port: number;
  /** Where its certificate is. */
  readonly ca: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(ports: { readonly plugs: number; readonly others: number }, folder: string) {
    this.plugsPort = ports.plugs;
    this.port = ports.others;
    this.ca = join(folder, 'cert.pem');
    this.#folder = folder;
  }

  /** Configures and starts one. The caller closes it. */
  static async start(login: Login): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'mosquitto-test-'));
    const broker = new Mosquitto({ plugs: await freePort(), others: await freePort() }, folder);
    await broker.#setUp(login);
    await broker.restart();
    return broker;
  }

  get url(): string {
    return `mqtts://127.0.0.1:${String(this.port)}`;
  }

  /** Kills it, as a power cut does, and starts it again. */
  async restart(): Promise<void> {
    await this.kill();
    const child = spawn(find('mosquitto') ?? '', ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    }
    this.#child = child;
    // Ends it even if this process ends without running its hooks.
    process.once('exit', () => child.kill('SIGKILL'));
    await until(() => this.#listens(), 10_000, 'mosquitto listens').catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#log}`);
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #setUp({ username, password }: Login): Promise<void> {
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
    const { status, stderr } = spawnSync(
      find('mosquitto_passwd') ?? '',
      ['-b', file('passwords'), username, password],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`mosquitto_passwd: ${stderr}`);
    const tls = [`certfile ${file('cert.pem')}`, `keyfile ${file('key.pem')}`];
    const lines = [
      'per_listener_settings true',
      'persistence false',
      'log_dest stdout',
      // Started as root, it would switch to a user that cannot read this folder.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      `listener ${String(this.plugsPort)} 127.0.0.1`,
      ...tls,
      'allow_anonymous true',
      `listener ${String(this.port)} 127.0.0.1`,
      ...tls,
      'allow_anonymous false',
      `password_file ${file('passwords')}`,
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
