// `npm run bench`: what things cost, as ratios from one run. `npm run bench requests`: how often plugs are asked.
import { ensureNode } from './lib/node.mjs';
import { program } from './lib/run.mjs';

await program(async () => {
  await ensureNode();
  const { ensureInstalled } = await import('./lib/prepare.mjs');
  await ensureInstalled();
  await (process.argv[2] === 'requests' ? import('../bench/requests.ts') : import('../bench/main.ts'));
  return 0;
});
