/** The program that `namespace-runner.ts` runs: one scenario, then the end. */
import { SCENARIOS } from './scenarios.ts';

const onParentGone = (): never => process.exit(1);
process.once('disconnect', onParentGone);
const [, , name = ''] = process.argv;
const scenario = SCENARIOS[name];
if (scenario === undefined) throw new Error(`no scenario "${name}"`);
await scenario();
process.off('disconnect', onParentGone);
process.disconnect();
