import type { Logging } from 'homebridge';

/** Homebridge's log, as far as this plugin uses it. A text may have two lines. */
export type PluginLog = Readonly<Record<'info' | 'success' | 'warn' | 'error' | 'debug', (text: string) => void>>;

/**
 * Logs each line of a text by itself, because Homebridge puts the time and the name of the plugin before the first line of
 * a message only, and tools that filter the log by that name would lose the advice.
 */
export function pluginLog(log: Logging): PluginLog {
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
  };
}
