/** A table written as "letters phones, letters phones"; letters without phones are silent. */
export function tableOf(...blocks: string[]): ReadonlyMap<string, string> {
  return new Map(
    blocks
      .flatMap((block) => block.split(','))
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [letters = '', ...phones] = entry.split(/\s+/);
        return [letters, phones.join(' ')];
      }),
  );
}
