import type { Logging } from 'homebridge';

/** A log that keeps what it is given, as `level: text`; debug lines are left out. */
export function captureLog(): { readonly log: Logging; readonly lines: string[] } {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (text: string): void =>
      void lines.push(`${level}: ${text}`);
  const log: Logging = Object.assign(at('info'), {
    prefix: 'test',
    info: at('info'),
    success: at('success'),
    warn: at('warn'),
    error: at('error'),
    debug: () => undefined,
    log: at('log'),
  });
  return { log, lines };
}
