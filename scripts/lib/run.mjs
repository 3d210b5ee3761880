// Starting other programs, and saying what happens. Runs on plain Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository, whatever folder the command was given in. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** One short line for each step, so that a long `npm ci` is not a silent one. */
export const logStep = text => console.log(`— ${text}`);

/** A step that cannot go on: its sentence is for the person at the terminal, so it is shown without a stack. */
export class StepError extends Error {
  constructor(message, code = 1) {
    super(message);
    this.name = 'StepError';
    this.exitCode = code;
  }
}

/** Runs `main` and ends with its exit code; a StepError ends with its sentence, anything else with a stack. */
export async function program(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof StepError ? `\n${error.message}` : error);
    process.exitCode = error instanceof StepError ? error.exitCode : 1;
  }
}

const running = new Set();

/** Ends this process and what it is waiting for: nobody wants the result any more. */
export function endAll() {
  for (const child of running) child.kill('SIGTERM');
  process.exit(130);
}

/**
 * Runs a program to its end. With `quiet`, what it says is collected instead of shown.
 * Ends with `{ code, output }`; a program that cannot be started at all has code 127, one ended by a signal 128.
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

/** A program of an installed package, run by this very Node (its own first line would take the first node in PATH). */
export const runTool = (script, args, options) => run(process.execPath, [script, ...args], options);

/** npm, run by this very Node where we know npm's file: `npm start` and `npm test` tell it. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return runTool(script, args, options);
  return process.platform === 'win32' ? run('npm.cmd', args, { shell: true, ...options }) : run('npm', args, options);
}
