#!/usr/bin/env node
import { GivenUpError } from '../errors.ts';
import { processIo } from './io.ts';
import { run } from './run.ts';

// `ps` shows the title in place of the arguments, and with them a key that somebody gave there.
process.title = 'meross-local';

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Once: who asks a second time wants it to end at once.
  process.once(signal, () => {
    end.abort(new GivenUpError('interrupted'));
  });
}
// Whoever read the output has gone (`| head`): there is nobody left to work for.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    end.abort(new GivenUpError('nobody listens'));
  });
}
process.exitCode = await run(process.argv.slice(2), processIo(end.signal));
