// `npm run docs`: writes the option tables of docs/config.md from those in src/config. `npm test` fails where they are stale.
import { ensureNode } from './lib/node-version.mjs';
import { program, runTool, StepError } from './lib/run.mjs';

const WRITER = 'test/contract/config-docs.test.ts';

await program(async () => {
  await ensureNode();
  const { ensureInstalled } = await import('./lib/prepare.mjs');
  await ensureInstalled();
  // Node 22.12 to 22.17 need a flag to strip types.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const env = { ...process.env, UPDATE_DOCS: '1' };
  const { code, output } = await runTool(strip[0] ?? WRITER, strip.length > 0 ? [WRITER] : [], { env, quiet: true });
  if (code !== 0) throw new StepError(`docs/config.md could not be written:\n${output}`);
  console.log('docs/config.md agrees with src/config.');
  return 0;
});
