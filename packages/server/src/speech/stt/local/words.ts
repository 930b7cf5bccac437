/**
 * The words that a Whisper model writes in: a line of its vocabulary file for each, with bytes written as GPT-2
 * writes them (Radford et al. 2019), and special words such as `<|en|>`.
 */
export class WhisperWords {
  private readonly numbers: Map<string, number>;

  constructor(vocabulary: string) {
    const lines = vocabulary.split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.words = lines;
    this.numbers = new Map(lines.map((word, number) => [word, number]));
  }

  private readonly words: readonly string[];

  /** @throws Error when the vocabulary lacks the word */
  number(word: string): number {
    const number = this.numbers.get(word);
    if (number === undefined) throw new Error(`The vocabulary lacks ${word}`);
    return number;
  }

  has(word: string): boolean {
    return this.numbers.has(word);
  }

  /** Numbers of the languages' words, by their codes ("en"). */
  languages(): Map<string, number> {
    const found = new Map<string, number>();
    for (const [word, number] of this.numbers) {
      const [, code] = /^<\|([a-z]{2,3})\|>$/.exec(word) ?? [];
      if (code) found.set(code, number);
    }
    return found;
  }

  /** Special words are left out. */
  text(numbers: readonly number[]): string {
    const bytes: number[] = [];
    for (const number of numbers) {
      const word = this.words[number] ?? '';
      if (/^<\|.*\|>$/.test(word)) continue;
      for (const letter of word) bytes.push(BYTES.get(letter) ?? 63);
    }
    return new TextDecoder().decode(Uint8Array.from(bytes)).trim();
  }
}

const BYTES = byteLetters();

/** Printable bytes stand for themselves, the others for letters from U+0100 on. */
function byteLetters(): Map<string, number> {
  const letters = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    letters.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return letters;
}
