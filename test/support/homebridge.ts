/** A real Homebridge with this plugin, on loopback, its storage thrown away afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_MS = 60_000;
/** Homebridge forces its own end 5 s after the signal, 10 s with a child bridge. */
const STOP_MS = 12_000;

export interface HomebridgeOptions {
  /** The `platforms` of config.json. */
  readonly platforms: readonly object[];
  /** A storage folder to keep; without it, a temporary one that `stop` removes. */
  readonly storage?: string;
  /** More arguments for Homebridge, such as `-D`. */
  readonly args?: readonly string[];
  /** More members of the `bridge` block of config.json, such as `matter`. */
  readonly bridge?: object;
  /** The folder of the plugin; the repository if not given (it is `dist` that runs: `npm test` builds it). */
  readonly plugin?: string;
  /** More files that are loaded into it before Homebridge, by their paths in the repository. */
  readonly preloads?: readonly string[];
  /** More arguments for its Node, such as `--inspect=127.0.0.1:9229`. */
  readonly nodeArgs?: readonly string[];
}

/** Starts Homebridge and waits until it is running; `HB_BIN` names the program of another Homebridge version. */
export async function startHomebridge(options: HomebridgeOptions): Promise<RunningHomebridge> {
  const storage = options.storage ?? (await mkdtemp(join(tmpdir(), 'meross-hb-')));
  const homebridge = new RunningHomebridge(options, storage, await freePort());
  await homebridge.restart();
  return homebridge;
}

export class RunningHomebridge {
  readonly storage: string;
  readonly port: number;
  readonly pin = `${digits(3)}-${digits(2)}-${digits(3)}`;
  /** Random for every test: what a controller knows a bridge by. */
  readonly username = `0E:${(randomBytes(5).toString('hex').toUpperCase().match(/../g) ?? []).join(':')}`;
  readonly #options: HomebridgeOptions;
  #platforms: readonly object[];
  #child: ChildProcess | undefined;
  #log = '';
  /** Where the log of the present process begins. */
  #mark = 0;

  constructor(options: HomebridgeOptions, storage: string, port: number) {
    this.#options = options;
    this.#platforms = options.platforms;
    this.storage = storage;
    this.port = port;
  }

  /** Everything that Homebridge has logged so far, over all restarts. */
  get log(): string {
    return this.#log;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Waits for a line of the present process (not one from before the last restart), or from place `since` on. */
  async waitForLog(pattern: RegExp, ms = 10_000, since = this.#mark): Promise<RegExpMatchArray> {
    const child = this.#child;
    const findLine = (): RegExpMatchArray | 'gone' | null =>
      this.#log.slice(since).match(pattern) ?? (hasEnded(child) ? 'gone' : null);
    const found = await until(findLine, ms, `${String(pattern)} in the log`).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#log}`);
    });
    if (found === 'gone') throw new Error(`Homebridge ended before it said ${String(pattern)}\n${this.#log}`);
    return found;
  }

  /** Stops it, and starts it again with the same storage, port and pairings; with another config if given. */
  async restart(platforms: readonly object[] = this.#platforms): Promise<void> {
    await this.#end();
    this.#platforms = platforms;
    await writeFile(join(this.storage, 'config.json'), JSON.stringify(this.#config(), null, 2));
    this.#mark = this.#log.length;
    this.#start();
    try {
      await this.waitForLog(/is running on port/, START_MS);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends it as a power cut does: without a signal that it could handle. The storage stays; {@link restart} starts it again. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  /** Ends it as systemd would. Fails if it had to be killed, or if it tried to reach beyond this machine. */
  async stop(): Promise<void> {
    await this.#end();
    if (this.#options.storage === undefined) await rm(this.storage, { recursive: true, force: true });
    const forbidden = /network fence:.*/.exec(this.#log);
    if (forbidden) throw new Error(`Homebridge: ${forbidden[0]}\n${this.#log}`);
  }

  #config(): object {
    const { username, port, pin } = this;
    const bridge = { name: 'Test Bridge', username, port, pin, advertiser: 'ciao', bind: [loopback()] };
    return { bridge: { ...bridge, ...this.#options.bridge }, platforms: this.#platforms };
  }

  #start(): void {
    const bin = process.env['HB_BIN'] ?? join(ROOT, 'node_modules', 'homebridge', 'bin', 'homebridge.js');
    // It listens on loopback only, ends should this process die, and reaches nothing beyond this machine.
    const always = ['scripts/lib/loopback-only.mjs', 'scripts/lib/exit-with-parent.mjs', 'test/support/fence.mjs'];
    const imports = [...always, ...(this.#options.preloads ?? [])].flatMap(file => [
      '--import',
      pathToFileURL(join(ROOT, file)).href,
    ]);
    const plugin = this.#options.plugin ?? ROOT;
    const args = ['-U', this.storage, '-P', plugin, '--strict-plugin-resolution', '-T', '-Q'];
    // Homebridge must not take itself for a process of node:test.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { args: moreArgs = [], nodeArgs = [] } = this.#options;
    const child = spawn(process.execPath, [...nodeArgs, ...imports, resolve(bin), ...args, ...moreArgs], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...env, FORCE_COLOR: '0', NO_COLOR: '1' },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    }
    this.#child = child;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await closed;
    clearTimeout(killer);
    if (child.signalCode === 'SIGKILL') throw new Error(`Homebridge had to be killed\n${this.#log}`);
  }
}

const hasEnded = (child: ChildProcess | undefined): boolean => child?.exitCode !== null || child.signalCode !== null;

const digits = (count: number): string =>
  randomInt(10 ** count)
    .toString()
    .padStart(count, '0');

/** The name of the loopback interface: lo, lo0 … */
function loopback(): string {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) => addresses?.some(one => one.internal));
  if (found === undefined) throw new Error('this machine has no loopback interface that is up');
  return found[0];
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    // Below the range from which systems take ports of outgoing connections, so that none takes it in between.
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
