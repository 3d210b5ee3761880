/** The command as a person or a script uses it: in this process, or as one of its own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '../../src/clock.ts';
import { GivenUpError } from '../../src/errors.ts';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { type SimulatedPlug } from '../../simulator/index.ts';
import { startPlug, type PlugSetup } from '../support/simulated-home.ts';

export interface Output {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** Whether stdout and stderr are terminals that show colours. */
  readonly isTerminal?: boolean;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Answers the questions of the command. */
  readonly questions?: Io['questions'];
  readonly radio?: Io['radio'];
  /** Where Homebridge usually keeps its config. */
  readonly configPlaces?: readonly string[];
  /** Called with each text that is written to stdout; and to stderr. */
  readonly onOut?: (text: string) => void;
  readonly onErr?: (text: string) => void;
}

/** The command ended well; if not, the failure shows what it wrote. */
export function succeeded({ status, err }: Output): void {
  assert.equal(status, 0, err);
}

/** Runs one command line in this process. */
export async function cli(argv: readonly string[], options: CommandOptions = {}): Promise<Output> {
  const written = { out: '', err: '' };
  const { env = {}, columns = 80, isTerminal = false, clock = systemClock } = options;
  const { onOut = () => undefined, onErr = () => undefined } = options;
  const sink = (which: 'out' | 'err'): Io['out'] => ({
    write: text => {
      written[which] += text;
      (which === 'out' ? onOut : onErr)(text);
    },
    isTerminal,
    columns: () => columns,
  });
  const signal = options.signal ?? new AbortController().signal;
  const { questions, radio, configPlaces } = options;
  const status = await run(argv, {
    ...{ out: sink('out'), err: sink('err'), env, isInteractive: false, clock, signal },
    ...(questions && { questions }),
    ...(radio && { radio }),
    ...(configPlaces && { configPlaces }),
  });
  return { status, ...written };
}

/** A command that runs until it is interrupted. */
export interface RunningCommand {
  /** All that it has written to stdout so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Ctrl-C. */
  readonly interrupt: () => Promise<Output>;
}

/** Starts one command line in this process. */
export function start(argv: readonly string[], options: CommandOptions = {}): RunningCommand {
  const controller = new AbortController();
  let out = '';
  let err = '';
  const onOut = (text: string): void => void (out += text);
  const onErr = (text: string): void => void (err += text);
  const ended = cli(argv, { ...options, signal: controller.signal, onOut, onErr });
  return {
    out: () => out,
    err: () => err,
    interrupt: () => {
      controller.abort(new GivenUpError('interrupted'));
      return ended;
    },
  };
}

const EMPTY_FOLDER = await mkdtemp(join(tmpdir(), 'meross-cli-'));
after(() => rm(EMPTY_FOLDER, { recursive: true, force: true }));

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
// Node 22.12 to 22.17 strip types only with an option, and warn that this is experimental.
const FLAGS = [
  '--disable-warning=ExperimentalWarning',
  ...(process.features.typescript ? [] : ['--experimental-strip-types']),
];

/** Runs it as a process of its own; `during` may watch or end it. */
export async function runProcess(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  during: (child: ReturnType<typeof spawn>, out: () => string) => Promise<void> = () => Promise.resolve(),
): Promise<Output> {
  const child = spawn(process.execPath, [...FLAGS, MAIN, ...argv], {
    // No Homebridge config of this computer or clone is found from here.
    env: { PATH: process.env['PATH'], NODE_OPTIONS: process.env['NODE_OPTIONS'], HOME: EMPTY_FOLDER, ...env },
    cwd: EMPTY_FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  const written = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => void (written.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => void (written.err += text.toString()));
  const closed = once(child, 'close');
  await during(child, () => written.out);
  const result: readonly unknown[] = await closed;
  const [status] = result;
  return { status: typeof status === 'number' ? status : -1, ...written };
}

/** A plug for one test. */
export async function plugFor(t: TestContext, model: string, setup: Partial<PlugSetup> = {}): Promise<SimulatedPlug> {
  const plug = await startPlug({ model, ...setup });
  t.after(() => plug.close());
  return plug;
}

/** Its address and key, as arguments. */
export const hostAndKey = (plug: SimulatedPlug): readonly string[] => [plug.host, '--key', plug.key];

/** A Homebridge config with these plugs; the path of its file. */
export async function configFor(t: TestContext, devices: readonly object[], more: object = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-cli-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify({ platforms: [{ platform: 'MerossLocal', devices, ...more }] }));
  return path;
}

/** The JSON output of a command: one document on one line. */
export function json(output: Pick<Output, 'out'>): unknown {
  return JSON.parse(output.out);
}

/** The three kinds of plug that differ most: one socket, a strip of the first years, one that encrypts. */
export const TYPICAL_MODELS = ['mss310-6.1.8', 'mss425e-2.1.2', 'mss110-7.3.37'] as const;
