// A test runner for Stryker: all tests of a subject in one process, again and again, with another mutant each time. A
// process per test file, as in `npm test`, takes a hundred times as long.
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collected } from './collector.mjs';
import { subject } from './subjects.mjs';

/** A test that waits for what a mutant no longer does. */
const TEST_LIMIT_MS = 5000;

const COLLECTOR = new URL('collector.mjs', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'node:test' ? { url: COLLECTOR, shortCircuit: true } : next(specifier, context),
});
// What a mutant leaves behind must not end the process.
process.on('unhandledRejection', () => undefined);

/** What the code that Stryker has changed reads and writes. */
const stryker = (globalThis.__stryker__ ??= {});

class InProcessRunner {
  #isLoaded = false;

  /** A mutant in code that runs once, when it is loaded, needs a process of its own. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    await this.#load();
    const tests = [];
    for (const each of collected.tests) {
      stryker.currentTestId = each.name;
      const before = performance.now();
      const failure = await failureOf(each);
      const result = { id: each.name, name: each.name, timeSpentMs: performance.now() - before };
      tests.push(failure === undefined ? { ...result, status: 0 } : { ...result, status: 1, failureMessage: failure });
    }
    stryker.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    stryker.hitLimit = hitLimit;
    try {
      await this.#load();
    } catch (error) {
      return {
        status: 'killed',
        killedBy: [collected.tests[0]?.name ?? 'load'],
        failureMessage: String(error),
        nrOfTests: 1,
      };
    }
    stryker.activeMutant = activeMutant.id;
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    let nrOfTests = 0;
    for (const each of collected.tests) {
      if (wanted !== undefined && !wanted.has(each.name)) continue;
      nrOfTests += 1;
      const failure = await failureOf(each);
      if (hitLimit !== undefined && stryker.hitCount > hitLimit) return { status: 'timeout', reason: 'it loops' };
      if (failure !== undefined) return { status: 'killed', killedBy: [each.name], failureMessage: failure, nrOfTests };
    }
    return { status: 'survived', nrOfTests };
  }

  async #load() {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    for (const path of subject.tests.flatMap(pattern => globSync(pattern)).sort()) {
      collected.file = path;
      await import(pathToFileURL(resolve(path)).href);
    }
  }
}

/** The message of what a test throws; undefined if it passes. */
async function failureOf({ run }) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), TEST_LIMIT_MS);
  });
  try {
    await Promise.race([run(), late]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

const newRunner = () => new InProcessRunner();

/** The form that Stryker looks for. */
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: newRunner }];
