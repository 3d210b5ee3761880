// Loaded into the Homebridge of a chaos run: measures from inside how long its event loop is blocked, and its memory.
// Appends one line of JSON for each finding to the file that CHAOS_PROBE names. Plain JavaScript, so that any Node loads it.
import { appendFileSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const file = process.env.CHAOS_PROBE;
const EVERY_MS = 10;
/** Shorter delays are not written. */
const NOTED_MS = 40;

// cspell:ignore schedstat
/** How long this thread has run, and how long it has waited for a processor, in milliseconds; Linux alone knows that. */
function scheduled() {
  try {
    const [ran, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    return { cpu: Number(ran) / 1e6, waited: Number(waited) / 1e6 };
  } catch {
    const { user, system } = process.cpuUsage();
    return { cpu: (user + system) / 1000, waited: 0 };
  }
}

const write = line => appendFileSync(file, `${JSON.stringify(line)}\n`);

let last = { at: performance.now(), ...scheduled() };
function tick() {
  const now = { at: performance.now(), ...scheduled() };
  const delayMs = now.at - last.at - EVERY_MS;
  if (delayMs > NOTED_MS) {
    const [cpuMs, waitedMs] = [now.cpu - last.cpu, now.waited - last.waited];
    write({ is: 'delay', at: Date.now(), delayMs, cpuMs, waitedMs });
  }
  last = now;
}

if (file) {
  setInterval(tick, EVERY_MS).unref();
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    collectGarbage();
    collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    write({ is: 'memory', at: Date.now(), rss, used: heapUsed + external });
    // The collection itself is no delay of the plugin.
    last = { at: performance.now(), ...scheduled() };
  });
}
