// `npm run reproduce`: packs the last commit twice, each in a clone of its own with dependencies of its own, and compares.
// With a file (`npm run reproduce -- PACKAGE.tgz`, e.g. from `npm pack NAME@VERSION`), that file is compared too.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureNode } from './lib/node-version.mjs';
import { logStep, npm, program, root, run, StepError } from './lib/run.mjs';

await program(async () => {
  await ensureNode();
  const sums = [await packedClone('first'), await packedClone('second')];
  const [published] = process.argv.slice(2);
  if (published !== undefined) sums.push({ what: published, sum: sha256(resolve(published)) });
  for (const { what, sum } of sums) console.log(`${sum}  ${what}`);
  const isSame = new Set(sums.map(({ sum }) => sum)).size === 1;
  console.log(isSame ? 'The same, byte for byte.' : 'They differ.');
  return isSame ? 0 : 1;
});

async function packedClone(what) {
  logStep(`${what} clone: install, build, pack`);
  const folder = mkdtempSync(join(tmpdir(), 'meross-reproduce-'));
  try {
    await must(run('git', ['clone', '-q', root, folder], { quiet: true }));
    const quick = ['--no-audit', '--no-fund', '--loglevel=error'];
    await must(npm(['ci', '--ignore-scripts', ...quick], { cwd: folder, quiet: true }));
    await must(npm(['run', 'build', '--silent'], { cwd: folder, quiet: true }));
    await must(npm(['pack', '--ignore-scripts', '--loglevel=error'], { cwd: folder, quiet: true }));
    const [file] = readdirSync(folder).filter(name => name.endsWith('.tgz'));
    return { what: `${file}, ${what} clone`, sum: sha256(join(folder, file)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function must(running) {
  const { code, output } = await running;
  if (code !== 0) throw new StepError(output);
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
