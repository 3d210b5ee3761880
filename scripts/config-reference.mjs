// `npm run docs`: writes the option tables of docs/config.md from those in src/config, and the settings form in each language
// from its texts. `npm test` fails where they are stale.
import { ensureNode } from './lib/node-version.mjs';
import { program, runTool, StepError } from './lib/run.mjs';

const WRITERS = ['test/contract/config-docs.test.ts', 'test/contract/form-languages.test.ts'];

await program(async () => {
  await ensureNode();
  const { ensureInstalled } = await import('./lib/prepare.mjs');
  await ensureInstalled();
  // Node 22.12 to 22.17 need a flag to strip types.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const env = { ...process.env, UPDATE_DOCS: '1' };
  for (const writer of WRITERS) {
    const [script, ...args] = [...strip, writer];
    const { code, output } = await runTool(script, args, { env, quiet: true });
    if (code !== 0) throw new StepError(`${writer} could not write its files:\n${output}`);
  }
  console.log('docs/config.md and i18n agree with src/config and src/texts.');
  return 0;
});
