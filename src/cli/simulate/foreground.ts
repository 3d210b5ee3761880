import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Whether this process may read the keyboard. The system stops a background process (`simulate &`) that reads it, and
 * the simulated plugs would stop answering. True if unknown.
 */
export async function isInForeground(): Promise<boolean> {
  return (await fromProc()) ?? (await fromPs()) ?? true;
}

/** Linux: behind the name in brackets come state, parent, group, session, terminal, and the terminal's own group. */
async function fromProc(): Promise<boolean | undefined> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => '');
  const [, , group, , , owner] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sameGroup(group, owner);
}

/** macOS and others. */
async function fromPs(): Promise<boolean | undefined> {
  const args = ['-o', 'pgid=,tpgid=', '-p', String(process.pid)];
  const { stdout } = await promisify(execFile)('ps', args, { timeout: 2000 }).catch(() => ({ stdout: '' }));
  const [group, owner] = stdout.trim().split(/\s+/);
  return sameGroup(group, owner);
}

function sameGroup(group: string | undefined, owner: string | undefined): boolean | undefined {
  return group === undefined || owner === undefined || owner === '' ? undefined : group === owner;
}
