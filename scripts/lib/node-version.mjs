// Both commands begin here: if the machine's Node is too old for the plugin, they fetch and use a newer one.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { onParentExit } from './parent-process.mjs';
import { npm, root, logStep, StepError } from './run.mjs';
import { replaceFile } from './replace-file.mjs';

const VERSION = '26.10.0';
const folder = join(root, '.node');

/** The same range as `engines.node` in package.json: ^22.12.0 || ^24.0.0 || ^26.0.0. */
export function isSupported(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  return major === 24 || major === 26 || (major === 22 && minor >= 12);
}

/**
 * Returns at once if this Node is supported. Otherwise starts the running script again on the Node in `.node/` (fetched
 * from the npm registry the first time), waits for it, and never returns.
 */
export async function ensureNode() {
  if (isSupported(process.version)) return;
  const binary = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(binary)) await fetchNode(binary);
  process.exit(await rerunWith(binary));
}

async function fetchNode(binary) {
  logStep(`Node ${process.version} is too old for this plugin: fetching Node ${VERSION} into .node/`);
  mkdirSync(folder, { recursive: true });
  // npm 12 runs only the install scripts that are named; this one puts the platform's binary in place.
  const manifest = { private: true, allowScripts: { node: true } };
  replaceFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
  const { code } = await npm([...args, `node@${VERSION}`], { cwd: folder });
  if (code !== 0 || !existsSync(binary)) {
    throw new StepError(
      `Node ${VERSION} could not be fetched from the npm registry. Check the network, or install Node 22.12, 24 or 26 by hand.`,
    );
  }
}

/** Node 20 cannot replace its own process, so this one stays and forwards signals and the exit code. */
function rerunWith(binary) {
  const path = [dirname(binary), process.env.PATH].join(delimiter);
  const args = [...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(binary, args, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  onParentExit(() => child.kill('SIGTERM'));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', code => done(code ?? 1));
  });
}
