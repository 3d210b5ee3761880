import { execFileSync } from 'node:child_process';

const EVERY_MS = 500;

/**
 * Calls `onExit` once npm, which started this process, has ended. npm sends its signals to the shell in between, which
 * ends on SIGTERM without forwarding it; and npm itself ends on SIGHUP or SIGKILL without ending its children, which
 * would run on for ever. Without npm (for example with nohup from a shell that ends), the end of the parent means
 * nothing.
 */
export function onParentExit(onExit) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const npm = findNpm();
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
    clearInterval(timer);
    onExit();
  }, EVERY_MS);
  timer.unref();
}

/** The process id of npm. Between npm and its script is a shell, and possibly our own script on an older Node. */
function findNpm() {
  let pid = process.ppid;
  for (let level = 0; level < 4 && pid > 1; level += 1) {
    const { parent, command } = processInfo(pid);
    if (/^npm\b|npm-cli\.js/.test(command)) return pid;
    pid = parent;
  }
  return undefined;
}

function processInfo(pid) {
  try {
    const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(line) ?? [];
    return { parent: Number(parent ?? 0), command: command ?? '' };
  } catch {
    return { parent: 0, command: '' }; // no ps, or another kind of it: then only the direct parent is watched
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
