import type { Voice } from '../speech/tts/port.js';

/** A language as the API's language list names it. */
export interface SpokenLanguage {
  lang_code: string;
  lang_name: string;
  /** Address of a picture; empty, since we ship none. */
  url: string;
}

/** The languages of these voices: "en" as well as "en-US" and "en-GB" where there are voices for them. */
export function languagesOf(voices: readonly Voice[]): SpokenLanguage[] {
  const codes = new Set(voices.flatMap(({ locale }) => [new Intl.Locale(locale).language, locale]));
  const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
  return [...codes].sort().map((code) => ({ lang_code: code, lang_name: names.of(code) ?? code, url: '' }));
}

/** True when one of the voices speaks the language: "en" finds "en-US", and "en-AU" does too. */
export function speaksLanguage(voices: readonly Voice[], code: string): boolean {
  try {
    const { language } = new Intl.Locale(code);
    return voices.some(({ locale }) => new Intl.Locale(locale).language === language);
  } catch {
    return false;
  }
}
