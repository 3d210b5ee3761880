// Starts other programs, and prints the steps. Runs on plain Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository, whatever the working directory is. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Prints one short line for each step, so that a long `npm ci` is not silent. */
export const logStep = text => console.log(`— ${text}`);

/** A step that failed. Its message is for the user, so it is printed without a stack. */
export class StepError extends Error {
  constructor(message, code = 1) {
    super(message);
    this.name = 'StepError';
    this.exitCode = code;
  }
}

/** Runs `main` and ends with its exit code; prints the message of a StepError, and the stack of any other error. */
export async function program(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof StepError ? `\n${error.message}` : error);
    process.exitCode = error instanceof StepError ? error.exitCode : 1;
  }
}

const running = new Set();

/** Ends this process and the programs that it has started. */
export function endAll() {
  for (const child of running) child.kill('SIGTERM');
  process.exit(130);
}

/**
 * Runs a program to its end. With `quiet`, its output is collected instead of shown. Resolves with `{ code, output }`;
 * the code is 127 if the program cannot be started, and 128 if a signal ended it.
 */
export function run(command, args, { quiet = false, ...options } = {}) {
  return new Promise(done => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text));
    child.once('error', error => done({ code: 127, output: error.message }));
    child.once('close', code => {
      running.delete(child);
      done({ code: code ?? 128, output });
    });
  });
}

/** Runs a program of an installed package with this Node (its shebang would use the first node in PATH). */
export const runTool = (script, args, options) => run(process.execPath, [script, ...args], options);

/** Runs npm, with this Node if npm's file is known: `npm start` and `npm test` pass it in the environment. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return runTool(script, args, options);
  return process.platform === 'win32' ? run('npm.cmd', args, { shell: true, ...options }) : run('npm', args, options);
}
