/** ISO 639-1, as these protocols take it, of a BCP 47 tag: "en" of "en-US". Undefined for none. */
export function shortLanguage(tag: string | undefined): string | undefined {
  try {
    return tag === undefined ? undefined : new Intl.Locale(tag).language;
  } catch {
    return undefined;
  }
}
