// `npm run compat`: the plugin under each supported Homebridge and Node, over the main bridge and a child bridge. Prints a
// table, and with `-- --write` puts it into docs/compatibility.md. Fetches what is not there from the npm registry.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureNode } from './lib/node-version.mjs';
import { endAll, logStep, npm, program, root, run, runTool, StepError } from './lib/run.mjs';

/** The last 1.x, and the one that package.json has for the tests: the newest. */
const HOMEBRIDGES = ['1.11.4', JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.homebridge];
const NODES = ['22.23.3', '24.21.0', '26.10.0'];
const BRIDGES = ['main', 'child'];
const CELL_LIMIT_MS = 6 * 60_000;
const HEADS = ['Homebridge', 'Node', 'bridge', 'pairs', 'tap', 'press', 'restart', 'full bridge'];
const DOCUMENT = join(root, 'docs', 'compatibility.md');
const MARKS = ['<!-- table: npm run compat -- --write -->', '<!-- end of the table -->'];

await program(async () => {
  await ensureNode();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, endAll);
  const { values } = parseArgs({ options: { write: { type: 'boolean' }, only: { type: 'string' } } });
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  const { isolationPrefix } = await import('./lib/network-namespace.mjs');
  await ensureInstalled();
  await ensureBuilt();
  const prefix = (await isolationPrefix()) ?? [];
  const rows = [];
  for (const homebridge of HOMEBRIDGES) {
    for (const node of NODES) {
      for (const bridge of BRIDGES) {
        const name = `Homebridge ${homebridge}, Node ${node}, ${bridge} bridge`;
        if (values.only !== undefined && !name.includes(values.only)) continue;
        const result = await runCell({ homebridge, node, bridge, prefix });
        const { pair, tap, press, restart, full } = result;
        rows.push([homebridge, node, bridge, pair, tap, press, restart, full]);
        console.log(`${name}: ${Object.values(result).join(' · ')}`);
      }
    }
  }
  const table = [HEADS, HEADS.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
  console.log(`\n${table}`);
  if (values.write) {
    writeTable(table);
    await runTool(join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'), [
      '--write',
      '--log-level=warn',
      DOCUMENT,
    ]);
  }
  return rows.every(row => !row.includes('–')) ? 0 : 1;
});

async function runCell({ homebridge, node, bridge, prefix }) {
  const [command, ...args] = [...prefix, await nodeBinary(node), join(root, 'test', 'compat', 'cell.ts'), bridge];
  const env = { ...process.env, HB_BIN: await homebridgeProgram(homebridge) };
  const { output } = await run(command, args, { quiet: true, env, timeout: CELL_LIMIT_MS });
  const lines = output.trimEnd().split('\n');
  try {
    const result = JSON.parse(lines.at(-1));
    if (Object.values(result).includes('–')) console.error(output);
    return result;
  } catch {
    throw new StepError(`The test ended without a result:\n${output}`);
  }
}

async function nodeBinary(version) {
  const folder = await installed(`node-${version}`, `node@${version}`, { node: true });
  return join(folder, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

async function homebridgeProgram(version) {
  if (version === HOMEBRIDGES.at(-1)) return join(root, 'node_modules', 'homebridge', 'bin', 'homebridge.js');
  return join(await installed(`homebridge-${version}`, `homebridge@${version}`), 'homebridge', 'bin', 'homebridge');
}

/** @returns the node_modules of a folder in `.compat` with this package */
async function installed(name, spec, allowScripts = {}) {
  const folder = join(root, '.compat', name);
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  logStep(`fetching ${spec}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }));
  const args = [
    'install',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    folder,
    spec,
  ];
  const { code } = await npm(args, { cwd: folder });
  if (code !== 0) throw new StepError(`${spec} could not be fetched from the npm registry.`);
  return modules;
}

function writeTable(table) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [start, end] = MARKS.map(mark => text.indexOf(mark));
  if (start < 0 || end < start) throw new StepError(`${DOCUMENT} has no place for the table.`);
  writeFileSync(DOCUMENT, `${text.slice(0, start)}${MARKS[0]}\n\n${table}\n\n${text.slice(end)}`);
}
