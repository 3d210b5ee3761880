// `npm run chaos -- --seed N --minutes M`: plugs in trouble, and a controller that taps, against a real Homebridge.
// `npm run chaos -- --kills N`: that Homebridge is killed N times while it writes. See docs/chaos.md.
import { longProgram, runBuilt } from './lib/long-program.mjs';

await longProgram(() => runBuilt('chaos/main.ts', process.argv.slice(2)));
