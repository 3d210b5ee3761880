import { test } from 'node:test';
import { runInNamespace, unsupportedReason } from './namespace-runner.ts';
import { SCENARIOS } from './scenarios.ts';

const skip = (await unsupportedReason()) ?? false;

for (const name of Object.keys(SCENARIOS)) {
  test(name, { skip }, () => runInNamespace(name));
}
