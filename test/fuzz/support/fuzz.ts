/** Runs a property with the number of runs and the seed that `npm run fuzz` passes on. */
import fc, { type IAsyncProperty, type IProperty, type RunDetails } from 'fast-check';

export interface FuzzOptions {
  /** The file without `.test.ts`: what `npm run fuzz -- SUBJECT` is given to replay a failure. */
  readonly subject: string;
  /** How many runs it gets in `npm test`. `--runs` replaces this. */
  readonly runs: number;
}

const { FUZZ_RUNS, FUZZ_SEED } = process.env;

/**
 * Checks a property with random input.
 * @throws {Error} it does not hold; the message contains the smallest input that was found, and how to replay it
 */
export async function fuzz<Input>(
  { subject, runs }: FuzzOptions,
  property: IProperty<Input> | IAsyncProperty<Input>,
): Promise<void> {
  const details = await fc.check(property, {
    numRuns: numberIn(FUZZ_RUNS) ?? runs,
    ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }),
  });
  if (details.failed) throw failureOf(subject, details);
}

function failureOf<Input>(subject: string, details: RunDetails<Input>): Error {
  const report = fc.defaultReportMessage(details) ?? 'the property does not hold';
  const replay = `Replay: npm run fuzz -- ${subject} --seed ${details.seed} --runs ${details.numRuns + details.numSkips}`;
  return new Error(`${report}\n${replay}`, { cause: details.errorInstance });
}

const numberIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
