// Install and build, each only when something changed: once done, both commands start without a network.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, runTool, logStep, StepError } from './run.mjs';
import { replaceFile } from './replace-file.mjs';

/** The compiler's own file, run by this Node instead of the first one in PATH. */
export const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** Runs `npm ci`, unless node_modules was installed from this lock file. */
export async function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.installed-from');
  const wanted = fingerprint(['package-lock.json']);
  if (same(stamp, wanted)) return;
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    // npm ci would first delete the packages behind the link, which another checkout may be using.
    logStep('node_modules is a link: using the packages there as they are');
    return;
  }
  logStep('installing the dependencies (npm ci)');
  // --include=dev: with NODE_ENV=production npm would leave out Homebridge and the compiler.
  const { code } = await npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0)
    throw new StepError(
      'npm ci failed, so the dependencies are not installed. Check the connection to the npm registry.',
    );
  replaceFile(stamp, wanted);
}

/** Compiles src and simulator into a fresh dist, and bundles the settings page, unless dist was made from exactly these sources and settings. */
export async function ensureBuilt() {
  const stamp = join(root, 'dist', '.built-from');
  const wanted = fingerprint([
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/lib/build-page.mjs',
    ...filesIn('src'),
    ...filesIn('simulator'),
  ]);
  if (same(stamp, wanted)) return;
  logStep('building the plugin (src and simulator → dist)');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { code } = await runTool(tsc, ['-p', 'tsconfig.build.json']);
  if (code !== 0) throw new StepError('The plugin did not build; the errors of the compiler are above.');
  const page = await runTool(join(root, 'scripts', 'lib', 'build-page.mjs'), []);
  if (page.code !== 0) throw new StepError('The settings page did not build; the errors of esbuild are above.');
  replaceFile(stamp, wanted);
}

const same = (stamp, wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** Hashes contents instead of dates, because a checkout changes dates only. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Every file under a folder of the repository, as sorted paths from its root. */
export function filesIn(folder) {
  const here = join(root, folder);
  if (!existsSync(here)) return [];
  const entries = readdirSync(here, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}
