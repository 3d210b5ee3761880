// `npm run fuzz`: random input for everything that reads bytes of others, many more runs than in `npm test`.
// `npm run fuzz -- [SUBJECT] [--runs N] [--seed N]`: one subject; so many runs of each property; to replay a failure.
import { parseArgs } from 'node:util';
import { longProgram } from './lib/long-program.mjs';
import { logStep, StepError } from './lib/run.mjs';

const USAGE = `npm run fuzz -- [SUBJECT] [--runs N] [--seed N]

  SUBJECT    a part of the name of a file in test/fuzz; all of them without it
  --runs N   runs of each property (default 20000)
  --seed N   the seed that a failure has printed, to replay it together with its --runs`;

/** A million runs over sockets take hours. */
const LIMIT_MS = 24 * 3_600_000;

await longProgram(async () => {
  const { subject, runs, seed } = readArguments(process.argv.slice(2));
  const { ensureInstalled } = await import('./lib/prepare.mjs');
  const { isolationPrefix } = await import('./lib/network-namespace.mjs');
  const { runRound, testFiles } = await import('./lib/test-rounds.mjs');
  await ensureInstalled();
  const files = testFiles(['test/fuzz/']).filter(path => path.includes(subject));
  if (files.length === 0) throw new StepError(`No file in test/fuzz has ${subject} in its name.\n\n${USAGE}`, 2);
  logStep(`${runs} runs of each property in ${files.join(', ')}`);
  const env = { FUZZ_RUNS: runs, ...(seed !== undefined && { FUZZ_SEED: seed }) };
  const round = { files, concurrency: 1, env, limitMs: LIMIT_MS, testLimitMs: LIMIT_MS };
  const { passed, failed } = await runRound(round, await isolationPrefix());
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
});

function readArguments(argv) {
  const options = { runs: { type: 'string', default: '20000' }, seed: { type: 'string' }, help: { type: 'boolean' } };
  let parsed;
  try {
    parsed = parseArgs({ args: negativeSeed(argv), options, allowPositionals: true });
  } catch (error) {
    throw new StepError(`${error.message}\n\n${USAGE}`, 2);
  }
  const { values, positionals } = parsed;
  const isWhole = text => /^-?\d+$/.test(text);
  if (values.help || positionals.length > 1) throw new StepError(USAGE, values.help ? 0 : 2);
  if (!isWhole(values.runs) || Number(values.runs) < 1 || (values.seed !== undefined && !isWhole(values.seed)))
    throw new StepError(`--runs and --seed need whole numbers.\n\n${USAGE}`, 2);
  return { subject: positionals[0] ?? '', runs: values.runs, seed: values.seed };
}

/** fast-check prints negative seeds, which parseArgs takes for an option unless they follow a "=". */
function negativeSeed(argv) {
  return argv.flatMap((argument, at) => {
    if (argv[at - 1] === '--seed') return [];
    return argument === '--seed' ? [`--seed=${argv[at + 1] ?? ''}`] : [argument];
  });
}
