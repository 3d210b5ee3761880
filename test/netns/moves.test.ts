import { test } from 'node:test';
import { inside, whyNot } from './inside.ts';
import { SCENARIOS } from './scenarios.ts';

const skip = (await whyNot()) ?? false;

for (const name of Object.keys(SCENARIOS)) {
  test(name, { skip }, () => inside(name));
}
