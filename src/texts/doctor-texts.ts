import { doctor as german } from './de/doctor.ts';
import { doctor as english } from './en/doctor.ts';
import { doctor as french } from './fr/doctor.ts';
import type { Language } from './language.ts';

/** The texts of an examination, as every language has them. */
export type DoctorTexts = {
  readonly [Part in keyof typeof english]: Readonly<(typeof english)[Part]>;
};

const TEXTS: Readonly<Record<Language, DoctorTexts>> = { en: english, de: german, fr: french };

/** The texts of an examination in a language. */
export function doctorTexts(language: Language): DoctorTexts {
  return TEXTS[language];
}
