/** The command line of `npm run chaos`. */
import { parseArgs } from 'node:util';
import { KillRun } from './kills.ts';
import { chaosObstacle } from './obstacle.ts';
import { ChaosRun } from './run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '2' },
    kills: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

/** @throws {RangeError} not a number, or not in the range */
function numberOf(name: string, text: string, most: number): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= most) return number;
  throw new RangeError(`--${name} is "${text}", and should be a number from 0 to ${most}`);
}

try {
  const obstacle = await chaosObstacle();
  if (obstacle !== undefined) throw new Error(obstacle);
  const seed = numberOf('seed', values.seed ?? String(Date.now() % 1_000_000), 0xffff_ffff);
  const isLoud = values.verbose;
  if (values.kills !== undefined) await KillRun.run({ seed, kills: numberOf('kills', values.kills, 10_000), isLoud });
  else await ChaosRun.run({ seed, minutes: numberOf('minutes', values.minutes, 1440), isLoud });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
