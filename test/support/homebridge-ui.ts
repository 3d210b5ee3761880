/** A Homebridge UI on loopback, without login and without a Homebridge, over a storage folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './homebridge.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PLUGIN = 'homebridge-meross-local';
/** Where scripts/lib/homebridge-ui-package.mjs installs it. */
const FOLDER = process.env['HOMEBRIDGE_UI_FOLDER'] ?? join(ROOT, 'node_modules', '.cache', 'homebridge-ui');
const SCRIPT = join(FOLDER, 'node_modules/homebridge-config-ui-x/dist/bin/standalone.js');
const START_MS = 60_000;
const STOP_MS = 10_000;

/** Why the Homebridge UI cannot run here; undefined: it can. */
export const missingUi = (): string | undefined =>
  existsSync(SCRIPT) ? undefined : 'the Homebridge UI is not installed: `npm run screenshots` installs it';

export interface UiOptions {
  /** The `platforms` of config.json beside the UI's own block, such as the plugin's block. */
  readonly platforms?: readonly object[];
  /** The language of the UI. */
  readonly language?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class HomebridgeUi {
  readonly url: string;
  readonly storage: string;
  readonly #child: ChildProcess;
  #log = '';

  private constructor(storage: string, port: number, env: Readonly<Record<string, string>>) {
    this.storage = storage;
    this.url = `http://127.0.0.1:${String(port)}`;
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [SCRIPT, '-U', storage, '-P', join(storage, 'plugins'), '-I'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
  }

  /** @throws {Error} it did not start; its log */
  static async start({ platforms = [], language, env = {} }: UiOptions = {}): Promise<HomebridgeUi> {
    const storage = await mkdtemp(join(tmpdir(), 'meross-ui-'));
    const port = await freePort();
    await prepareStorage(storage, port, platforms, language);
    const ui = new HomebridgeUi(storage, port, env);
    try {
      await until(() => ui.#answers(), START_MS, 'the Homebridge UI');
    } catch (error) {
      await ui.close();
      throw new Error(`The Homebridge UI did not start: ${String(error)}\n${ui.log}`);
    }
    return ui;
  }

  get log(): string {
    return this.#log;
  }

  /** The plugin's block as config.json has it now; undefined if there is none. */
  async savedBlock(): Promise<Readonly<Record<string, unknown>> | undefined> {
    const config: unknown = JSON.parse(await readFile(join(this.storage, 'config.json'), 'utf8'));
    if (!isRecord(config) || !Array.isArray(config['platforms'])) return undefined;
    return config['platforms'].filter(isRecord).find(({ platform }) => platform === 'MerossLocal');
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(late);
    }
    await rm(this.storage, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error('it ended');
    return fetch(this.url).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

async function prepareStorage(
  storage: string,
  port: number,
  platforms: readonly object[],
  language: string | undefined,
): Promise<void> {
  const bridge = { name: 'Homebridge', username: '0E:12:34:56:78:9A', port: await freePort(), pin: '031-45-154' };
  const ui = { platform: 'config', name: 'Config', port, host: '127.0.0.1', auth: 'none', lang: language ?? 'en' };
  const config = { bridge, accessories: [], platforms: [ui, ...platforms] };
  await writeFile(join(storage, 'config.json'), JSON.stringify(config));
  // Without an administrator the UI shows its setup wizard instead. The hash is never used.
  const admin = { id: 1, username: 'admin', name: 'Admin', hashedPassword: 'unused', salt: 'unused', admin: true };
  await writeFile(join(storage, 'auth.json'), JSON.stringify([admin]));
  await mkdir(join(storage, 'plugins'));
  await symlink(ROOT, join(storage, 'plugins', PLUGIN));
  await symlink(join(ROOT, 'node_modules', 'homebridge'), join(storage, 'plugins', 'homebridge'));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
