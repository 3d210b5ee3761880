import type { Option, Table } from '../../src/config/option.ts';
import { PLATFORM } from '../../src/config/schema.ts';
import { everyOption } from './config-tables.ts';

/** The options of each sort of block as Markdown: a heading, and a table with a row for each. */
export function configReference(): string {
  const blocks = new Map<Table, string>([[PLATFORM, '## For all plugs']]);
  for (const { path, key, option } of everyOption()) {
    const isOfPlug = path.startsWith('devices[].');
    const heading =
      path === 'devices' ? '## For each plug, in `devices`' : `### ${isOfPlug ? "In a plug's" : 'In'} \`${key}\``;
    if ('tables' in option.kind) for (const inside of option.kind.tables) blocks.set(inside, heading);
  }
  return Array.from(blocks, ([{ options }, heading]) => `${heading}\n\n${tableOf(options)}`).join('\n\n');
}

function tableOf(options: Table['options']): string {
  const rows = Object.entries(options).map(
    ([key, option]) =>
      `| \`${key}\` | ${defaultOf(option)} | ${[option.description, option.more, rangeOf(option)].filter(Boolean).join(' ')} |`,
  );
  return ['| option | default | |', '| --- | --- | --- |', ...rows].join('\n');
}

function defaultOf(option: Option): string {
  switch (option.presence) {
    case 'required':
      return 'needed';
    case 'inherited':
      return 'as for all plugs';
    case 'optional':
      return '';
    case 'default':
      return option.defaultText ?? `\`${String(option.default)}\``;
  }
}

function rangeOf({ kind: { json } }: Option): string {
  if (json.words) return `One of ${json.words.map(word => `\`${word}\``).join(', ')}.`;
  if (json.minimum === undefined || json.maximum === undefined) return '';
  return `${json.type === 'integer' ? 'A whole number, ' : ''}${json.minimum.toString()} to ${json.maximum.toString()}.`;
}
