// What the programs have in common that start others and run for minutes: tests, bench, chaos, fuzz, coverage, mutation.
import { ensureNode } from './node-version.mjs';
import { onParentExit } from './parent-process.mjs';
import { endAll, program, run } from './run.mjs';

/**
 * Runs `main` as {@link program} does, in the Node that this repository brings along. A signal, or the end of the process
 * that started this one, ends everything that it has started. `main` imports what needs that Node.
 */
export const longProgram = main =>
  program(async () => {
    await ensureNode();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, endAll);
    onParentExit(endAll);
    return main();
  });

/** Builds the plugin and runs a TypeScript file of this repository, where possible with no network but loopback. */
export async function runBuilt(file, args) {
  const { ensureBuilt, ensureInstalled } = await import('./prepare.mjs');
  const { isolationPrefix } = await import('./network-namespace.mjs');
  await ensureInstalled();
  await ensureBuilt();
  const prefix = (await isolationPrefix()) ?? [];
  // Node 22.12 to 22.17 strip types only with this flag.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const node = [process.execPath, ...strip, '--import', './test/support/fence.mjs', file];
  const [command, ...all] = [...prefix, ...node, ...args];
  return (await run(command, all)).code;
}
