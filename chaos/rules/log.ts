import type { ChaosPlug } from '../plug.ts';

/**
 * The most lines about one plug in an hour, by the budgets of the plugin: three outages are logged one by one, then
 * they are summed up at most every 15 minutes, and the same for moves; a change of the firmware is logged once; lasting
 * facts are logged once each. An outage takes up to nine lines: what happened and what to do, for each cause, and that
 * the plug is back. In two minutes or in ten, the budget is the same.
 */
const LINES_PER_PLUG_AND_HOUR = 60;
const NO_PLUG = 'no plug';
/**
 * The most lines of the plugin about no plug: the start, the search, and the broker, which logs 30 problems in a burst and
 * then one every two minutes, in two lines each.
 */
const OTHER_LINES_PER_HOUR = 130;

/** What may never be in the log. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/^\s+at .*[(:]\d+:\d+\)?$/, 'a stack'],
  [/\b(?:TypeError|RangeError|ReferenceError|AssertionError|UnhandledPromise\w*)\b/, 'an error of the code'],
  [
    /slow to respond|didn't respond|This plugin (?:slows|generated)|characteristic.*warning/i,
    'a warning of Homebridge',
  ],
  [/"sign"|PRIVATE KEY|password/i, 'a secret'],
];

/** The rules about the log of Homebridge. */
export class LogRules {
  readonly #plugs: readonly ChaosPlug[];
  readonly #secrets: readonly string[];
  readonly #startedAt = performance.now();

  /** @param secrets texts that may not be in the log, such as keys */
  constructor(plugs: readonly ChaosPlug[], secrets: readonly string[]) {
    this.#plugs = plugs;
    this.#secrets = secrets;
  }

  /** @returns how many lines are about one plug at most, and how many the plugin has logged */
  counts(log: string): { readonly most: number; readonly lines: number } {
    const counts = this.#countsBySubject(log);
    const lines = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { most: Math.max(...this.#plugs.map(({ name }) => counts.get(name) ?? 0)), lines };
  }

  /** @param log everything that was logged since the start */
  check(log: string): readonly string[] {
    const hours = Math.max(1, (performance.now() - this.#startedAt) / 3_600_000);
    const tooMany = [...this.#countsBySubject(log)].flatMap(([subject, count]) => {
      const most = subject === NO_PLUG ? OTHER_LINES_PER_HOUR : LINES_PER_PLUG_AND_HOUR;
      return count <= most * hours ? [] : [`${count} lines in the log about ${subject}`];
    });
    return [...tooMany, ...this.#forbiddenIn(log)];
  }

  /** How many lines there are about each plug, and about none. A line that names nothing continues the line before. */
  #countsBySubject(log: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    let subject = NO_PLUG;
    for (const line of linesOf(log)) {
      const named = this.#plugs.find(({ name, plug }) => line.includes(name) || line.includes(`plug ${plug.uuid}`));
      if (named !== undefined) subject = named.name;
      else if (/^(?:The )?MQTT|^All |^\d+ of |^Init|^A Meross plug|^config/.test(line)) subject = NO_PLUG;
      counts.set(subject, (counts.get(subject) ?? 0) + 1);
    }
    return counts;
  }

  #forbiddenIn(log: string): readonly string[] {
    const signatures = this.#signatures();
    return log.split('\n').flatMap(line => {
      const found = FORBIDDEN.filter(([pattern]) => pattern.test(line)).map(([, what]) => what);
      if (this.#secrets.some(secret => line.includes(secret))) found.push('a key');
      const words = line.match(/\b[0-9a-f]{32}\b/gi) ?? [];
      if (words.some(word => signatures.has(word))) found.push('a signature');
      return found.map(what => `the log has ${what}: ${line}`);
    });
  }

  /** The signatures of all requests that the plugs have read. */
  #signatures(): ReadonlySet<string> {
    const signs = this.#plugs.flatMap(({ plug }) => plug.requests.map(({ header }) => header['sign']));
    return new Set(signs.filter(sign => typeof sign === 'string'));
  }
}

/** The lines of the plugin, without the time and its name. */
const linesOf = (log: string): readonly string[] =>
  log.split('\n').flatMap(line => /\[Meross Local\] (.*)/.exec(line)?.[1] ?? []);
