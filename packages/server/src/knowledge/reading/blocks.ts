/** A piece of a document in reading order. Headings say where the text after them belongs. */
export type Block =
  | { kind: 'heading' /** 1 is the highest. */; level: number; text: string }
  | { kind: 'text'; text: string };

export interface ReadDocument {
  /** As the document says; empty when it does not. */
  title: string;
  blocks: Block[];
}

/** One line without needless space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
