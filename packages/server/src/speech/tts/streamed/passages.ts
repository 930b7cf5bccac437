import { splitClauses } from '../text/clauses.js';
import { createRespeller } from '../text/spoken-form.js';

/** A sentence or a few clauses, as a vendor is asked to say them in one request. */
export interface Passage {
  /** The piece of the text; all pieces join up to it. */
  text: string;
  /** What the vendor is sent; '' only where the whole text has nothing to speak. */
  spoken: string;
}

/** Letters; some fifteen seconds. What is cut short by a fault need not be said again from far back. */
const LONGEST = 240;
/** Letters and figures of any script, and signs with a name. */
const READABLE = /[\p{L}\p{N}$€£¥₹°%&+=@]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u{FE0F}|\u{20E3}/gu;
/** Control characters, marks of direction, unpaired surrogates. */
const UNSPEAKABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/** What a vendor can read of a text, in its own script: no emoji, no control characters. '' for nothing to say. */
export function readable(text: string): string {
  const plain = text.replace(EMOJI, ' ').replace(UNSPEAKABLE, ' ').replace(/\s+/g, ' ').trim();
  return READABLE.test(plain) ? plain : '';
}

/** Cuts a text into passages at the ends of its sentences, as they are asked for. */
export function* passagesOf(
  text: string,
  pronunciations: Record<string, string>,
): Generator<Passage, void, void> {
  const respell = createRespeller(pronunciations);
  const read = (piece: string) => readable(respell(piece));
  let open = '';
  for (const { text: clause, strength } of splitClauses(text, read)) {
    if (open !== '' && open.length + clause.length > LONGEST) {
      yield { text: open, spoken: read(open) };
      open = '';
    }
    open += clause;
    if (strength < 3) continue;
    yield { text: open, spoken: read(open) };
    open = '';
  }
  if (open !== '') yield { text: open, spoken: read(open) };
}
