// `npm run verify`: what Homebridge checks of a plugin that asks to be verified, as far as it can be checked without a
// network, and what this project wants besides. One line for each check.
import { ensureNode } from './lib/node-version.mjs';
import { program } from './lib/run.mjs';

await program(async () => {
  await ensureNode();
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  await ensureInstalled();
  await ensureBuilt();
  const { installedMegabytes, packedPlugin } = await import('./verify/packed-plugin.mjs');
  const { HOMEBRIDGE_CHECKS, OWN_CHECKS } = await import('./verify/checks.mjs');

  const plugin = await packedPlugin();
  let failures = 0;
  for (const [title, checks] of [
    ["Homebridge's checks", HOMEBRIDGE_CHECKS],
    ['Checks of this project', OWN_CHECKS],
  ]) {
    const results = await Promise.all(checks.map(([name, check]) => resultOf(name, check, plugin)));
    for (const { name, problem } of results) console.log(problem === undefined ? `✓ ${name}` : `✗ ${name}: ${problem}`);
    const passed = results.filter(({ problem }) => problem === undefined).length;
    failures += results.length - passed;
    console.log(`${title}: ${passed} of ${results.length}\n`);
  }
  const megabytes = installedMegabytes(plugin).toFixed(1);
  console.log(
    `Packed: ${plugin.files.length} files. Installed: ${plugin.installed.length + 1} packages, ${megabytes} MB.`,
  );
  if (plugin.manifest.repository.url.includes('/OWNER/'))
    console.log('The address is still a placeholder: node scripts/set-repository.mjs OWNER/REPO');
  return failures === 0 ? 0 : 1;
});

/** A check returns what is wrong, or nothing; an exception is a problem too. */
async function resultOf(name, check, plugin) {
  try {
    return { name, problem: await check(plugin) };
  } catch (error) {
    return { name, problem: String(error) };
  }
}
