#!/usr/bin/env node
import { GivenUpError } from '../errors.ts';
import { processIo } from './io.ts';
import { run } from './run.ts';

// `ps` shows the title instead of the arguments, which may contain a key.
process.title = 'meross-local';

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Only once: a second signal ends the process at once.
  process.once(signal, () => {
    end.abort(new GivenUpError('interrupted'));
  });
}
// The reader of the output is gone (`| head`), so the work is useless.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    end.abort(new GivenUpError('the reader of the output is gone'));
  });
}
process.exitCode = await run(process.argv.slice(2), processIo(end.signal));
