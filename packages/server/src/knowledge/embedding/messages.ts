/** Rows of normalised embeddings, one after the other, in memory that threads share. */
export type Matrix = Float32Array<SharedArrayBuffer>;

export interface RankedPassage {
  /** Which of the matrices, and which of its rows. */
  matrix: number;
  row: number;
  /** Cosine of the angle between passage and question: 1 means the same. */
  score: number;
}

/** What the embedding thread is asked; one question at a time. */
export type EmbeddingJob =
  | { kind: 'embed'; text: string }
  | { kind: 'rank'; question: string; matrices: Matrix[]; count: number };

/** `ready` once, then one answer for each job. */
export type EmbeddingAnswer =
  | { kind: 'ready' }
  | { kind: 'embedded'; vector: Float32Array<ArrayBuffer> }
  | { kind: 'ranked'; passages: RankedPassage[] }
  | { kind: 'failed'; message: string };
