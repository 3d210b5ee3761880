import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { PLATFORM } from '../../src/config/schema.ts';
import { DOCUMENTS, fencedBlocks, textOf } from './markdown.ts';

describe('a config that a document shows can be used as it stands', () => {
  for (const file of DOCUMENTS) {
    for (const { language, text, line } of fencedBlocks(textOf(file))) {
      const block = language === 'json' ? platformBlock(text) : undefined;
      if (block === undefined) continue;
      test(`${file}, line ${line}`, () => {
        const { config, problems } = readConfig(block);
        assert.deepEqual(problems, []);
        assert.ok(config && config.devices.length > 0);
      });
    }
  }
});

/** The config block in an example: whole, or around an option that is shown alone. Undefined for other JSON. */
function platformBlock(text: string): object | undefined {
  const isFragment = text.trimStart().startsWith('"');
  const example: unknown = JSON.parse(isFragment ? `{${text}}` : text);
  if (typeof example !== 'object' || example === null) return undefined;
  if ('platform' in example) return example;
  if (!isFragment) return undefined;
  const isOfPlatform = Object.keys(example).every(key => key in PLATFORM.options);
  const plug = { host: '192.168.1.20', ...(isOfPlatform ? {} : example) };
  return { platform: 'MerossLocal', key: 'a key', devices: [plug], ...(isOfPlatform ? example : {}) };
}
