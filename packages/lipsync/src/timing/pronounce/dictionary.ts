/** The pronunciations of an English word, most usual first, as CMU/radio phones; none when it is not listed. */
export type Dictionary = (word: string) => string[][];

let loading: Promise<Dictionary> | undefined;

/**
 * The CMU pronouncing dictionary, loaded (4 MB of text) when it is first asked for. Words are lower case with
 * a straight apostrophe.
 */
export function loadDictionary(): Promise<Dictionary> {
  loading ??= import('cmu-pronouncing-dictionary').then(
    ({ dictionary }) =>
      (word) => {
        const found: string[][] = [];
        for (let variant = 1; ; variant++) {
          const key = variant === 1 ? word : `${word}(${variant})`;
          if (!Object.hasOwn(dictionary, key)) return found;
          found.push((dictionary[key] ?? '').split(' ').map(radioPhone));
        }
      },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** "AH0" is the schwa, which the dictionary has no name for. */
function radioPhone(phone: string): string {
  return phone === 'AH0' ? 'ax' : phone.toLowerCase().replace(/\d$/, '');
}
