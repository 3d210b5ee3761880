import { useEffect, useState } from 'preact/hooks';
import type { HomebridgeWindow } from './homebridge-window.ts';

/** What the key of a plug is, and where to get it. */
export const KEY_PAGE = 'meross-app.md';

/**
 * The address of a page in docs/, as config.schema.json links to it, so that the repository's address stands in one place;
 * undefined: it is not known.
 */
export function useDocsLink(ui: HomebridgeWindow, file: string): string | undefined {
  const [link, setLink] = useState<string>();
  useEffect(() => {
    void ui.getPluginConfigSchema().then(schema => {
      const links = JSON.stringify(schema).match(/https:\/\/[^\s"\\()]+/g) ?? [];
      setLink(links.find(address => address.endsWith(`/docs/${file}`)));
    });
  }, [ui, file]);
  return link;
}
