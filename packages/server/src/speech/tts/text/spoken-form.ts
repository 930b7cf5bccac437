/** Words as a voice reads them: plain ASCII words, without what cannot be spoken. Empty when nothing can. */
export function spokenForm(piece: string, pronunciations: Record<string, string>): string {
  const ascii = pronounce(piece, pronunciations)
    .normalize('NFKD')
    .replace(/[‘’‛ʼ]/gu, "'")
    .replace(/[“”„«»]/gu, '"')
    .replace(/[–—]/gu, ', ')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /[A-Za-z0-9]/.test(ascii) ? ascii : '';
}

function pronounce(text: string, pronunciations: Record<string, string>): string {
  let out = text;
  for (const [word, respelling] of Object.entries(pronunciations)) {
    if (word.trim() === '') continue;
    const pattern = word.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    out = out.replace(new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'giu'), () => respelling);
  }
  return out;
}
