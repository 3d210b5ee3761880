import { CommanderError } from 'commander';
import { EXIT } from './exit-status.ts';
import type { Io } from './io.ts';
import { makeProgram } from './program.ts';
import { understoodArguments } from './understood-arguments.ts';

/** Runs one command line, without the name of the program; resolves with the exit status. Never rejects. */
export async function run(typed: readonly string[], io: Io): Promise<number> {
  const argv = understoodArguments(typed);
  try {
    await makeProgram(io, argv).parseAsync([...argv], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Requested help ends this way too.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const { reportFailure } = await import('./failure-report.ts');
    return reportFailure(error, argv, io);
  }
}
