// `npm run chaos -- --seed N --minutes M`: plugs in trouble, and a controller that taps, against a real Homebridge.
// `npm run chaos -- --kills N`: that Homebridge is killed N times while it writes. See docs/chaos.md.
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
  const prefix = (await isolationPrefix()) ?? [];
  // Node 22.12 to 22.17 strip types only with this flag.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const [command, ...args] = [...prefix, process.execPath, ...strip, '--import', './test/support/fence.mjs'];
  const { code } = await run(command, [...args, 'chaos/main.ts', ...process.argv.slice(2)]);
  return code;
});
