import { useEffect, useState } from 'preact/hooks';
import { blockIn, entriesOf, text, type ConfigBlock } from './config-block.ts';
import type { HomebridgeWindow } from './homebridge-window.ts';

/**
 * The first address in the config that config.schema.json refuses; undefined: all are right. While there is one,
 * Homebridge's Save button is off. Seen in the Homebridge UI 5.28: beside a page, it saves what its form shows in red.
 */
export function useRefusedAddress(ui: HomebridgeWindow, block: ConfigBlock): string | undefined {
  const [pattern, setPattern] = useState<RegExp>();
  useEffect(() => {
    void ui.getPluginConfigSchema().then(file => {
      const devices = blockIn(blockIn(blockIn(file, 'schema'), 'properties'), 'devices');
      const host = blockIn(blockIn(blockIn(devices, 'items'), 'properties'), 'host');
      if (text(host['pattern']) !== '') setPattern(new RegExp(text(host['pattern']), 'u'));
    });
  }, [ui]);
  const refused = entriesOf(block).find(({ host }) => pattern?.test(host) === false)?.host;
  const isRefused = refused !== undefined;
  useEffect(() => {
    if (!isRefused) return undefined;
    ui.disableSaveButton();
    return () => ui.enableSaveButton();
  }, [ui, isRefused]);
  return refused;
}
