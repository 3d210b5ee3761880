// `npm run bench`: what the plugin costs, as ratios of one run (docs/performance.md). It runs where only loopback is
// visible, if the system allows that.
//   npm run bench               every part
//   npm run bench -- taps cost  some parts; bench/main.ts lists them
//   --short                     a quick look, with fewer rounds
//   --write                     puts the tables into docs/performance.md
import { ensureNode } from './lib/node-version.mjs';
import { onParentExit } from './lib/parent-process.mjs';
import { endAll, program, run } from './lib/run.mjs';

await program(async () => {
  await ensureNode();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, endAll);
  onParentExit(endAll);
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  const { isolationPrefix } = await import('./lib/network-namespace.mjs');
  await ensureInstalled();
  await ensureBuilt();
  // Node 22.12 to 22.17 strip types only with this flag.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const prefix = (await isolationPrefix()) ?? [];
  const node = [process.execPath, ...strip, '--import', './test/support/fence.mjs', 'bench/main.ts'];
  const [command, ...args] = [...prefix, ...node, ...process.argv.slice(2)];
  return (await run(command, args)).code;
});
