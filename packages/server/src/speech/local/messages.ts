/** What a model's process is asked, and what it answers: structured clones, so that sound goes as bytes. */
export interface Job<Question> {
  question: Question;
}

export type Report<Answer> =
  | { kind: 'ready' }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'failed'; message: string };
