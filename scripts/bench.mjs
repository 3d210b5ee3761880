// `npm run bench`: what the plugin costs, as ratios of one run (docs/performance.md). It runs where only loopback is
// visible, if the system allows that.
//   npm run bench               every part
//   npm run bench -- taps cost  some parts; bench/main.ts lists them
//   --short                     a quick look, with fewer rounds
//   --write                     puts the tables into docs/performance.md
import { longProgram, runBuilt } from './lib/long-program.mjs';

await longProgram(() => runBuilt('bench/main.ts', process.argv.slice(2)));
