/** A terminal for tests: runs one command line, and keeps its output. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import type { Io, Sink } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/run.ts';

export interface CommandOutput {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `meross-local` with these arguments, the key in the environment as people have it. */
export async function runCommand(key: string | undefined, ...argv: readonly string[]): Promise<CommandOutput> {
  const out: string[] = [];
  const err: string[] = [];
  const sink = (texts: string[]): Sink => ({
    write: text => void texts.push(text),
    isTerminal: false,
    columns: () => 100,
  });
  const io: Io = {
    out: sink(out),
    err: sink(err),
    env: key === undefined ? {} : { MEROSS_KEY: key },
    isInteractive: false,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  const status = await run(argv, io);
  return { status, out: out.join(''), err: err.join('') };
}

/** A folder that ends with the test. */
export async function folder(t: TestContext): Promise<(name: string) => string> {
  const path = await mkdtemp(join(tmpdir(), 'meross-local-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return name => join(path, name);
}
