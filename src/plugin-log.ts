import type { Logging } from 'homebridge';
import type { LogTexts } from './texts/log-texts.ts';

/** Homebridge's log, as far as this plugin uses it. A text may have two lines. */
export interface PluginLog extends Readonly<
  Record<'info' | 'success' | 'warn' | 'error' | 'debug', (text: string) => void>
> {
  /** The texts for it, in the language of the config. */
  readonly texts: LogTexts;
}

/**
 * Logs each line of a text by itself, because Homebridge puts the time and the name of the plugin before the first line of
 * a message only, and tools that filter the log by that name would lose the advice.
 */
export function pluginLog(log: Logging, texts: LogTexts): PluginLog {
  const byLine =
    (logLine: (line: string) => void) =>
    (text: string): void => {
      for (const line of text.split('\n')) logLine(line);
    };
  return {
    info: byLine(line => log.info(line)),
    success: byLine(line => log.success(line)),
    warn: byLine(line => log.warn(line)),
    error: byLine(line => log.error(line)),
    debug: byLine(line => log.debug(line)),
    texts,
  };
}
