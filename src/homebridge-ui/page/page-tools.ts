import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PlugTarget } from '../api.ts';
import type { Language } from '../../texts/language.ts';
import type { PageTexts } from '../../texts/en/page.ts';
import type { Ask } from './asking.ts';
import type { PlugEntry } from './config-block.ts';
import type { HomebridgeWindow } from './homebridge-window.ts';
import type { PageConfig } from './use-config.ts';
import type { ViewedPlugs } from './use-plug-views.ts';

/** What every part of the page needs. */
export interface PageTools {
  readonly t: PageTexts;
  readonly language: Language;
  readonly ui: HomebridgeWindow;
  readonly ask: Ask;
  readonly config: PageConfig;
  readonly plugs: ViewedPlugs;
}

export const PageContext = createContext<PageTools | undefined>(undefined);

/** @throws {Error} outside of the page */
export function usePage(): PageTools {
  const tools = useContext(PageContext);
  if (tools === undefined) throw new Error('outside of the page');
  return tools;
}

/** How requests name the plug of an entry. */
export const targetOf = ({ host, key, uuid }: PlugEntry): PlugTarget => ({
  host,
  key,
  ...(uuid === undefined ? {} : { uuid }),
});

/** A text from a plug, short enough for one line. */
export const clip = (text: string, most = 64): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** A number with at most so many decimals, as the language writes it. */
export const decimal = (language: Language, value: number, most = 1): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: most }).format(value);
