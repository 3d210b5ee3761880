import type { Logging } from 'homebridge';
import { ENGLISH, type LogTexts } from '../../../src/texts/log-texts.ts';

/** A log that keeps what it is given, as `level: text`; debug lines separately, as they are. */
export function captureLog(texts: LogTexts = ENGLISH): {
  readonly log: Logging & { readonly texts: LogTexts };
  readonly lines: string[];
  readonly debugLines: string[];
} {
  const lines: string[] = [];
  const debugLines: string[] = [];
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
    debug: (text: string) => void debugLines.push(text),
    log: at('log'),
    texts,
  });
  return { log, lines, debugLines };
}
