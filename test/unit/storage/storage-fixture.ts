/** Folders and processes for tests about files. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { StorageError } from '../../../src/storage/storage-error.ts';
import type { FileOptions } from '../../../src/storage/file-writer.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** An empty folder that is removed after the test. */
export async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-storage-'));
  await chmod(folder, 0o755);
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A file, and the errors that were reported for it so far. */
export function fileAt(path: string): FileOptions & { readonly troubles: StorageError[] } {
  const troubles: StorageError[] = [];
  return { path, clock: new FakeClock(), troubles, onError: trouble => troubles.push(trouble) };
}

/** Puts a file in the place of a folder, so that not even root can write in there; the returned function undoes it. */
export async function blocked(folder: string): Promise<() => Promise<void>> {
  await rename(folder, `${folder}.away`);
  await writeFile(folder, 'in the way');
  return async () => {
    await rm(folder);
    await rename(`${folder}.away`, folder);
  };
}

const NOBODY = 65_534;

/**
 * Makes a folder read-only for this process; the returned function undoes it. Root may write everywhere, so it becomes
 * another user meanwhile; where it cannot (a user namespace), the folder is blocked instead.
 */
export async function readOnly(folder: string): Promise<() => Promise<void>> {
  const { mode } = await stat(folder);
  await chmod(folder, 0o555);
  const isRoot = process.geteuid?.() === 0;
  try {
    if (isRoot) process.seteuid?.(NOBODY);
  } catch {
    return blocked(folder);
  }
  return async () => {
    if (isRoot) process.seteuid?.(0);
    await chmod(folder, mode);
  };
}

/** What a process printed that wrote to files until it ended, or was ended. */
export interface ProcessOutcome {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  /** What to write, see child.ts, and where. */
  readonly args: readonly [task: 'append' | 'replace' | 'fill-disk', path: string];
  /** Kill it, as `kill -9` does, when it has printed so many lines. */
  readonly killAfterLines?: number;
  /** The largest file it may write, in blocks of 512 or 1024 bytes; beyond that it is as if the disk were full. */
  readonly limitBlocks?: number;
}

/** Runs child.ts in a process of its own. */
export async function runChild({ args, killAfterLines, limitBlocks }: ChildOptions): Promise<ProcessOutcome> {
  const strip = process.execArgv.filter(arg => arg.includes('strip-types'));
  const script = fileURLToPath(new URL('child.ts', import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
  // Empty, because Node adds a missing one. Files of coverage would exceed the limit.
  const env = { ...rest, NODE_V8_COVERAGE: '' };
  const limit = limitBlocks === undefined ? '' : `ulimit -f ${limitBlocks};`;
  const command = ['-c', `${limit} exec "$0" "$@"`, process.execPath, ...strip, script, ...args];
  const child = spawn('sh', command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (killAfterLines !== undefined && output.split('\n').length > killAfterLines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  // An incomplete line does not count as printed.
  return { lines: output.split('\n').slice(0, -1), signal: child.signalCode };
}
