import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PLUGIN_NAME } from '../settings.ts';

/** The version of this package, from its own manifest. */
export function pluginVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(fileURLToPath(import.meta.resolve(`${PLUGIN_NAME}/package.json`)), 'utf8'),
  );
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
