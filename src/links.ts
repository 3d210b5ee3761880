import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PLUGIN_NAME } from './settings.ts';

/** What code reads of this package's own package.json. */
export interface PackageManifest {
  readonly version: string;
  /** The repository's page on the web, without `#readme`; empty where package.json names none. */
  readonly homepage: string;
}

/** Reads this package's own package.json. */
export function packageManifest(): PackageManifest {
  const path = fileURLToPath(import.meta.resolve(`${PLUGIN_NAME}/package.json`));
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isObject = typeof manifest === 'object' && manifest !== null;
  const version = isObject && 'version' in manifest ? manifest.version : undefined;
  const homepage = isObject && 'homepage' in manifest ? manifest.homepage : undefined;
  return {
    version: typeof version === 'string' ? version : 'unknown',
    homepage: typeof homepage === 'string' ? homepage.replace(/\/?(?:#.*)?$/, '') : '',
  };
}

/**
 * The address of a page in docs/: on the web where package.json has a `homepage`, else its path in the repository.
 *
 * @param file e.g. `meross-app.md`
 */
export function docsPage(file: string, { homepage } = packageManifest()): string {
  return homepage === '' ? `docs/${file}` : `${homepage}/blob/HEAD/docs/${file}`;
}

/** "Your plug is in the Meross app?": what the key of a plug is, and where to get it. */
export const merossAppPage = (): string => docsPage('meross-app.md');
