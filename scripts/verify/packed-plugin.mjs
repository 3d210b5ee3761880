// The package as npm would publish it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, StepError } from '../lib/run.mjs';

const readJson = path => JSON.parse(readFileSync(join(root, path), 'utf8'));

/**
 * `manifest`: package.json. `files`: the packed paths. `read`: the text of one. `installed`: every package that users get
 * with it, by its folder, from the lock file.
 */
export async function packedPlugin() {
  const { code, output } = await npm(['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
    quiet: true,
  });
  if (code !== 0) throw new StepError(`npm pack failed:\n${output}`);
  const [{ files }] = packsIn(JSON.parse(output));
  const { packages } = readJson('package-lock.json');
  return {
    manifest: readJson('package.json'),
    files: files.map(({ path }) => path),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    read: path => readFileSync(join(root, path), 'utf8'),
    readBytes: path => readFileSync(join(root, path)),
    import: path => import(new URL(`../../${path}`, import.meta.url).href),
    installed: Object.entries(packages).filter(([path, { dev, optional }]) => path !== '' && !dev && !optional),
  };
}

/** npm 11 prints a list, npm 12 an object by name. */
const packsIn = answer => (Array.isArray(answer) ? answer : Object.values(answer));

/** What users get on their disk, in bytes of files, not in blocks. */
export function installedMegabytes({ installed, bytes }) {
  return (bytes + installed.reduce((sum, [path]) => sum + sizeOfFolder(join(root, path)), 0)) / 1e6;
}

/** Without packages inside it, which the lock file lists by themselves. */
function sizeOfFolder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? sizeOfFolder(path) : statSync(path).size);
    }, 0);
}
