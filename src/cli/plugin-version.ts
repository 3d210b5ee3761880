import { packageManifest } from '../links.ts';

/** The version of this package, from its own package.json. */
export const pluginVersion = (): string => packageManifest().version;
