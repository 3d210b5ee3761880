import type { Logging } from 'homebridge';
import { ENGLISH, type LogTexts } from '../../../src/texts/log-texts.ts';

/** A log that keeps what it is given, as `level: text`; debug lines are left out. */
export function captureLog(texts: LogTexts = ENGLISH): {
  readonly log: Logging & { readonly texts: LogTexts };
  readonly lines: string[];
} {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (text: string): void =>
      void lines.push(`${level}: ${text}`);
  const log = Object.assign(at('info'), {
    prefix: 'test',
    info: at('info'),
    success: at('success'),
    warn: at('warn'),
    error: at('error'),
    debug: () => undefined,
    log: at('log'),
    texts,
  });
  return { log, lines };
}
