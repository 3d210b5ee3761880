/** `npm run bench`: see scripts/bench.mjs for its arguments. */
import type { Effort, Part } from './lib/part.ts';
import { markdown } from './lib/table.ts';
import { cost } from './parts/cost.ts';
import { profile } from './parts/profile.ts';
import { taps } from './parts/taps.ts';

/** A script that prints by itself. */
const script = (name: string, title: string, load: () => Promise<unknown>): Part => ({
  name,
  title,
  usesBuild: true,
  run: async () => {
    await load();
    return [];
  },
});

const PARTS: readonly Part[] = [
  taps,
  cost,
  script('requests', 'requests of one hour', () => import('./request-counts.ts')),
  script('answers', 'how long the largest replies block', () => import('./reply-parsing.ts')),
  script('push', 'press to event', () => import('./push-latency.ts')),
  script('matter', 'what Matter costs', () => import('./matter-cost.ts')),
  profile,
];
/** Only by name. */
const ON_REQUEST = [profile];

const args = process.argv.slice(2);
const names = args.filter(arg => !arg.startsWith('-'));
const effort: Effort = args.includes('--smoke') ? 'smoke' : args.includes('--short') ? 'short' : 'full';
const chosen = names.length === 0 ? PARTS.filter(part => !ON_REQUEST.includes(part)) : named(names);

for (const part of chosen) {
  console.log(`\n— ${part.name}: ${part.title}`);
  for (const table of await part.run(effort)) console.log(`\n${markdown(table)}`);
}

function named(list: readonly string[]): readonly Part[] {
  return list.map(name => {
    const part = PARTS.find(each => each.name === name);
    if (part === undefined)
      throw new Error(`There is no part ${name}; there are ${PARTS.map(each => each.name).join(', ')}.`);
    return part;
  });
}
