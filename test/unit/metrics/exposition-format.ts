/**
 * A strict parser for Prometheus's text format 0.0.4, written from its specification
 * (https://prometheus.io/docs/instrumenting/exposition_formats/) and the rules of the data model for names. It throws
 * where a page breaks the format; real parsers forgive more.
 */

/** One metric: its type, its help text and its samples. */
export interface MetricFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';

/** @throws {Error} the page breaks the format, with the line */
export function parseExposition(page: string): ReadonlyMap<string, MetricFamily> {
  if (!page.endsWith('\n')) throw new Error('the last line does not end in a line feed');
  const families = new Map<string, { type: string | undefined; help: string | undefined; samples: Sample[] }>();
  let current = '';
  const familyOf = (name: string, line: string) => {
    const family = families.get(name) ?? { type: undefined, help: undefined, samples: [] };
    if (families.has(name) && current !== name) throw new Error(`the lines of a metric stand apart: ${line}`);
    current = name;
    families.set(name, family);
    return family;
  };
  for (const line of page.slice(0, -1).split('\n')) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      const [, kind, name = '', text = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line) ?? [];
      if (kind === undefined) throw new Error(`not a comment of the format: ${line}`);
      const family = familyOf(name, line);
      if (family.samples.length > 0) throw new Error(`after its samples: ${line}`);
      if (kind === 'TYPE' && (family.type !== undefined || !TYPES.includes(text)))
        throw new Error(`wrong type: ${line}`);
      if (kind === 'HELP' && family.help !== undefined) throw new Error(`a second help text: ${line}`);
      if (kind === 'TYPE') family.type = text;
      else family.help = text.replace(/\\([\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : '\\'));
      continue;
    }
    const { name, sample } = readSample(line);
    const { samples } = familyOf(name, line);
    const isRepeated = samples.some(({ labels }) => JSON.stringify(labels) === JSON.stringify(sample.labels));
    if (isRepeated) throw new Error(`a second value for the same labels: ${line}`);
    samples.push(sample);
  }
  return new Map(
    [...families].map(([name, { type, help, samples }]) => {
      if (type === undefined || help === undefined) throw new Error(`${name} has no type or no help text`);
      if (type === 'counter' && !name.endsWith('_total')) throw new Error(`a counter ends in _total: ${name}`);
      return [name, { type, help, samples }];
    }),
  );
}

function readSample(line: string): { readonly name: string; readonly sample: Sample } {
  const [, name = '', inner, value = ''] =
    new RegExp(`^(${NAME})(?:\\{((?:[^"}]|"(?:[^"\\\\]|\\\\.)*")*)\\})? (\\S+)(?: -?\\d+)?$`).exec(line) ?? [];
  if (name === '') throw new Error(`not a sample: ${line}`);
  return { name, sample: { labels: readLabels(inner ?? '', line), value: readValue(value, line) } };
}

function readLabels(text: string, line: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const [whole, name = '', value = ''] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest) ?? [];
    if (whole === undefined || name in labels || name.startsWith('__')) throw new Error(`wrong labels: ${line}`);
    labels[name] = value.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
    rest = rest.slice(whole.length);
  }
  return labels;
}

function readValue(text: string, line: string): number {
  const special: Readonly<Record<string, number>> = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity };
  const value = special[text] ?? (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined);
  if (value === undefined) throw new Error(`not a number: ${line}`);
  return value;
}
