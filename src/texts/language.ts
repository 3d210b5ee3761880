/** The languages that the log, the settings page and its form can have. */
export const LANGUAGES = ['en', 'de', 'fr'] as const;

export type Language = (typeof LANGUAGES)[number];

/** A language code as browsers and Homebridge write it, e.g. `de-AT` or `fr_CA`; English for every other language. */
export function languageOf(code: unknown): Language {
  const [base = ''] = (typeof code === 'string' ? code : '').toLowerCase().split(/[-_]/);
  return LANGUAGES.find(language => language === base) ?? 'en';
}
