/** Finds what a knowledge base says about a question. */
export interface KnowledgeIndex {
  /**
   * The `count` passages that are nearest in meaning to the question, best first; fewer when the base has fewer,
   * none when it does not exist or nothing of it is indexed yet. Whose base it is has been checked before.
   */
  search(knowledgeId: string, question: string, count: number): Promise<FoundPassage[]>;
}

export interface FoundPassage {
  /** Begins with the headings that the passage stands under. */
  text: string;
  /** −1 to 1; what answers a question rarely has less than 0.3. */
  score: number;
  /** The document or page that it comes from. */
  source: { name: string; url: string };
}
