// `npm run bench`: what things cost, as ratios from one run.
import { ensureNode } from './lib/node.mjs';
import { program } from './lib/run.mjs';

await program(async () => {
  await ensureNode();
  const { ensureInstalled } = await import('./lib/prepare.mjs');
  await ensureInstalled();
  await import('../bench/main.ts');
  return 0;
});
