// `npm run bench`: costs as ratios from one run. `npm run bench requests`: how many requests plugs get.
// `npm run bench answers`: how long the largest replies that are read block everything else.
// `npm run bench push`: how soon a press on a plug appears in the Home app, with a PUSH and with polling.
// `npm run bench import`: how long it takes to import the plugin, against an empty one.
// `npm run bench matter`: start time and memory of Homebridge with Matter, and without.
import { ensureNode } from './lib/node-version.mjs';
import { program } from './lib/run.mjs';

await program(async () => {
  await ensureNode();
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  await ensureInstalled();
  switch (process.argv[2]) {
    case 'requests':
      await import('../bench/request-counts.ts');
      break;
    case 'answers':
      await import('../bench/reply-parsing.ts');
      break;
    case 'push':
      // A real Homebridge runs what was built.
      await ensureBuilt();
      await import('../bench/push-latency.ts');
      break;
    case 'matter':
      await ensureBuilt();
      await import('../bench/matter-cost.ts');
      break;
    case 'import':
      await ensureBuilt();
      await import('../bench/import-time.ts');
      break;
    default:
      await import('../bench/command-latency.ts');
  }
  return 0;
});
