import { GERMAN } from './de/log-texts.ts';
import { FRENCH } from './fr/log-texts.ts';
import type { Language } from './language.ts';
import { ENGLISH, type LogTexts } from './log-texts.ts';

const CATALOGUES: Readonly<Record<Language, LogTexts>> = { en: ENGLISH, de: GERMAN, fr: FRENCH };

/** What the log says, in a language. */
export const logTexts = (language: Language): LogTexts => CATALOGUES[language];
