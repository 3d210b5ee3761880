import { readFileSync } from 'node:fs';
import { isObject } from '../../protocol/decode.ts';

/** The version of this package; its file is as far away from `dist` as from `src`. */
export function pluginVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const version = isObject(manifest) ? manifest['version'] : undefined;
  return typeof version === 'string' ? version : 'unknown';
}
