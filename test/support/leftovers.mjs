// Loaded into every test process: what a test leaves running (a timer, a socket, a child) ends its file as failed,
// with the names of what is left, instead of hanging the run.
import { after } from 'node:test';

// The hooks of the file itself run after this one, and a busy machine takes seconds to end seven Homebridges.
const GRACE_MS = 20_000;

// Loaded in the runner as well as in each file's process; only the latter has tests to leave something behind.
if (process.env.NODE_TEST_CONTEXT?.startsWith('child')) {
  after(() => {
    setTimeout(() => {
      const left = process.getActiveResourcesInfo().filter(name => name !== 'PipeWrap');
      console.error(`Still running ${GRACE_MS} ms after the last test: ${left.join(', ') || 'something unnamed'}`);
      process.exit(1);
    }, GRACE_MS).unref();
  });
}
