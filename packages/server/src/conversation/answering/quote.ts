import type { FoundPassage } from '../../knowledge/index-port.js';
import type { ConversationKnowledge } from '../knowledge-port.js';

/** As much of a passage is said without choosing from it. */
const WHOLE_CHARS = 260;
/** About as much as one listens to. */
const MAX_CHARS = 320;
/** A neighbour of the best sentence is said too when it is so near in comparison. */
const NEIGHBOUR_SHARE = 0.6;
const MAX_NAME_CHARS = 60;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a passage, without the headings that it begins with. */
function sentencesOf(passage: string): { heading: string; sentences: string[] } {
  const lineEnd = passage.indexOf('\n');
  const heading = lineEnd < 0 ? '' : passage.slice(0, lineEnd);
  const sentences = passage
    .slice(lineEnd + 1)
    .split('\n')
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
  return { heading, sentences };
}

/** As a sentence that a voice comes to an end with. */
function ended(sentence: string): string {
  return /[.!?…:;]["'”’)\]]*$/u.test(sentence) ? sentence : `${sentence}.`;
}

/** No more than fits, at a word's end. */
function cut(text: string): string {
  return text.length <= MAX_CHARS ? text : `${text.slice(0, text.lastIndexOf(' ', MAX_CHARS))} …`;
}

/** The sentence at `best` with those around it that are nearly as near, as long as they fit. */
function around(sentences: readonly string[], scores: readonly number[], best: number): string[] {
  const enough = (scores[best] ?? 0) * NEIGHBOUR_SHARE;
  let [from, to] = [best, best + 1];
  let chars = sentences[best]?.length ?? 0;
  for (;;) {
    const [before, after] = [from - 1, to].map((at) => ({ at, score: scores[at] ?? -1 }));
    const next = (before?.score ?? -1) > (after?.score ?? -1) ? before : after;
    const length = sentences[next?.at ?? -1]?.length ?? 0;
    if (!next || next.score < enough || length === 0 || chars + length > MAX_CHARS) {
      return sentences.slice(from, to);
    }
    chars += length;
    [from, to] = [Math.min(from, next.at), Math.max(to, next.at + 1)];
  }
}

/** The sentences of a passage that answer the question best, word for word. */
export async function quote(
  knowledge: Pick<ConversationKnowledge, 'closeness'>,
  question: string,
  { text }: FoundPassage,
): Promise<string> {
  const { heading, sentences } = sentencesOf(text);
  const whole = sentences.map(ended).join(' ');
  if (sentences.length < 2 || whole.length <= WHOLE_CHARS) {
    return cut(whole === '' ? ended(heading) : whole);
  }
  // What a sentence is about may stand in the heading only.
  const scores = await knowledge.closeness(
    question,
    sentences.map((sentence) => (heading === '' ? sentence : `${heading}: ${sentence}`)),
  );
  const best = scores.indexOf(Math.max(...scores));
  return cut(around(sentences, scores, best).map(ended).join(' '));
}

/** The name of a document as people say it: "hotel_handbook.pdf" is the hotel handbook. */
export function spokenName(name: string): string {
  const plain = name
    .replace(/\.(pdf|docx?|txt|md|json|xml|csv|html?)$/i, '')
    .replace(/[_\s]+/g, ' ')
    .trim();
  const short = plain.length <= MAX_NAME_CHARS ? plain : `${plain.slice(0, MAX_NAME_CHARS).trimEnd()} …`;
  return short.replace(/\p{Cs}/gu, '') || 'my documents';
}
