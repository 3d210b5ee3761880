import { fileURLToPath } from 'node:url';
import { PLUGIN_NAME } from '../../settings.ts';

/**
 * The command line that installs a package where this plugin can load it.
 * @param here the URL of any file of this plugin
 */
export function installLine(name: string, here: string = import.meta.url): string {
  const path = fileURLToPath(here).replaceAll('\\', '/');
  const [, folder] = new RegExp(`^(.*)/node_modules/${PLUGIN_NAME}/`).exec(path) ?? [];
  if (folder === undefined) {
    const [, root = '.'] = /^(.*?)\/(?:src|dist)\/cli\//.exec(path) ?? [];
    return `cd "${root}" && npm install --no-save ${name}`;
  }
  // `npm install -g` puts packages below lib, except on Windows.
  return folder.endsWith('/lib') ? `npm install -g ${name}` : `cd "${folder}" && npm install ${name}`;
}
