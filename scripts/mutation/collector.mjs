// Stands in for `node:test`: it notes the tests instead of running them.
const { mock } = process.getBuiltinModule('node:test');

/** The tests so far, and the file that is being loaded. */
export const collected = { tests: [], file: '' };

const suites = [];

/** `test(name, options?, body)` */
export function test(name, ...rest) {
  const body = rest.at(-1);
  const options = rest.length > 1 ? rest[0] : {};
  if (options.skip) return;
  const whole = [collected.file, ...suites, name].join(' > ');
  // Two tests of a file may have one name; Stryker needs one each.
  const count = collected.tests.filter(each => each.whole === whole).length;
  collected.tests.push({ whole, name: count === 0 ? whole : `${whole} #${count + 1}`, run: () => runOne(body, name) });
}

export function describe(name, ...rest) {
  suites.push(name);
  try {
    rest.at(-1)();
  } finally {
    suites.pop();
  }
}

async function runOne(body, name) {
  const endings = [];
  const tracker = new mock.constructor();
  const context = { name, mock: tracker, after: ending => endings.push(ending), diagnostic: () => undefined };
  try {
    await body(context);
  } finally {
    tracker.restoreAll();
    for (const ending of endings) await ending();
  }
}

export const it = test;
export const suite = describe;
/** No test of a subject needs these so far. */
const unsupported = () => {
  throw new Error('the runner of the mutation tests has no hooks');
};
export const [before, after, beforeEach, afterEach] = [unsupported, unsupported, unsupported, unsupported];
export { mock };
export default test;
