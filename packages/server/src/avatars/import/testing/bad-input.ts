/** Something of which no avatar can be made, and how that is told. */
export interface BadInput {
  name: string;
  code: number;
  words: RegExp;
  bytes(): Promise<Uint8Array> | Uint8Array;
}

export function refused(name: string, code: number, words: RegExp, bytes: BadInput['bytes']): BadInput {
  return { name, code, words, bytes };
}
