/** What was said is compared with what is heard for so long after. */
const MEMORY_MS = 12_000;
/** So much of what is heard must be the avatar's words in their order. */
const SHARE = 0.7;

/** Knows what the avatar has just said, and tells its voice from a user's when a loudspeaker brings it back. */
export class Echo {
  private said: { word: string; atMs: number }[] = [];
  private speaking = false;
  private silentSinceMs = Number.NEGATIVE_INFINITY;

  /** @param text words whose sound begins at `nowMs` */
  saying(text: string, nowMs: number): void {
    this.said = this.said.filter(({ atMs }) => atMs > nowMs - MEMORY_MS);
    this.said.push(...words(text).map((word) => ({ word, atMs: nowMs })));
  }

  started(): void {
    this.speaking = true;
  }

  ended(nowMs: number): void {
    this.speaking = false;
    this.silentSinceMs = nowMs;
  }

  /** Whether words heard from `sinceMs` on are the avatar's own. Never, unless it spoke then. */
  isEcho(heard: string, sinceMs: number): boolean {
    if (!this.speaking && this.silentSinceMs < sinceMs) return false;
    const theirs = words(heard);
    if (theirs.length === 0) return false;
    const recent = this.said.filter(({ atMs }) => atMs > sinceMs - 2_000).map(({ word }) => word);
    const common = longestCommon(theirs, recent);
    // A single word may well be an answer to the very word that was said.
    return theirs.length === 1 ? false : common >= Math.max(2, theirs.length * SHARE);
  }
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** Length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) {
      next.push(word === b[j] ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
