import type { Requests } from '../api.ts';

/** The page's part of `window.homebridge`, which the Homebridge UI provides. Events: `configChanged`, and the server's. */
export interface HomebridgeWindow extends EventTarget {
  readonly toast: { readonly success: (message: string) => void };
  /** Every block of this plugin; an empty list before the first save. */
  readonly getPluginConfig: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Replaces the blocks in the form, not in the file. A property that is missing keeps its old value. */
  readonly updatePluginConfig: (blocks: readonly Readonly<Record<string, unknown>>[]) => Promise<unknown>;
  readonly savePluginConfig: () => Promise<unknown>;
  /** The contents of config.schema.json. */
  readonly getPluginConfigSchema: () => Promise<Readonly<Record<string, unknown>>>;
  /** Rejects with `{ message }` if the server refuses the request or is gone. */
  readonly request: <Path extends keyof Requests>(
    path: Path,
    body: Requests[Path]['body'] & { readonly language: string },
  ) => Promise<Requests[Path]['reply']>;
  readonly showSchemaForm: () => void;
  readonly hideSchemaForm: () => void;
  readonly showSpinner: () => void;
  readonly hideSpinner: () => void;
  /** Of the dialogue, not of the page. */
  readonly disableSaveButton: () => void;
  readonly enableSaveButton: () => void;
  readonly i18nCurrentLang: () => Promise<string>;
  readonly userCurrentLightingMode: () => Promise<'light' | 'dark'>;
}

declare global {
  interface Window {
    readonly homebridge: HomebridgeWindow;
  }
}
