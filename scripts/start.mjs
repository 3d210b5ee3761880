// `npm start`: installs, builds, and starts a real Homebridge with this plugin; without a config, with simulated plugs.
import { ensureNode } from './lib/node-version.mjs';
import { keyWarnings, parseOptions, USAGE } from './lib/options.mjs';
import { onParentExit } from './lib/parent-process.mjs';
import { askAtTerminal, checkAddress, importBuilt, importSource, resolveKey } from './lib/real-plug.mjs';
import { program } from './lib/run.mjs';

await program(async () => {
  const given = parseOptions(process.argv.slice(2), process.env);
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  await ensureNode();
  onParentExit(() => process.kill(process.pid, 'SIGTERM'));
  // Newer JavaScript may be loaded from here on only, where the Node is new enough.
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  const { prepareStorage } = await import('./lib/storage.mjs');
  const { runSession } = await import('./lib/homebridge-session.mjs');
  await checkAddress(given.host, importSource);
  const options = { ...given, key: await resolveKey(given, { ask: askAtTerminal }) };
  await ensureInstalled();
  await ensureBuilt();
  await checkAddress(options.host, importBuilt);
  for (const warning of await keyWarnings(options, process.argv.slice(2))) console.error(`\n${warning}\n`);
  return runSession(options, await prepareStorage(options));
});
