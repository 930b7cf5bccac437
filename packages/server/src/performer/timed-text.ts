/** A piece of text and the moment its sound begins. Pieces join up to the text they were made of. */
export interface TimedText {
  text: string;
  startSample: number;
}

/** A tenth of a per cent of full scale: below it a voice is silent. */
const SILENCE_LEVEL = 100;

/** First and last sample (exclusive) that can be heard; empty at 0 when none can. */
export function soundingRange(pcm: Int16Array): { start: number; end: number } {
  const start = pcm.findIndex((value) => Math.abs(value) > SILENCE_LEVEL);
  if (start < 0) return { start: 0, end: 0 };
  return { start, end: pcm.findLastIndex((value) => Math.abs(value) > SILENCE_LEVEL) + 1 };
}

/**
 * Spreads the words of a clause over its sound, each with the spaces after it, in proportion to their letters:
 * close enough to show a transcript in step and to know what was said when a speaker is cut short.
 */
export function spreadWords(text: string, startSample: number, endSample: number): TimedText[] {
  const pieces = text.match(/\s*\S+\s*/gu) ?? (text ? [text] : []);
  const letters = pieces.reduce((sum, piece) => sum + piece.trim().length, 0);
  let before = 0;
  return pieces.map((piece) => {
    const share = letters === 0 ? 0 : before / letters;
    before += piece.trim().length;
    return { text: piece, startSample: Math.round(startSample + share * (endSample - startSample)) };
  });
}
