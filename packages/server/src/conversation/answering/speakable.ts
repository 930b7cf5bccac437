/** Where models put what they think, which is nobody's to hear. */
const THINKING = /<(think|thinking|reasoning)>/i;
const THOUGHT = /<\/(think|thinking|reasoning)>/i;
const LONGEST_TAG = '</reasoning>'.length;

/** A link, or a tag, whose end is still to come. */
const UNFINISHED = /(!?\[[^\]\n]{0,300}(\](\([^)\n]{0,500})?)?|<[a-z/!|][^<>\n]{0,100})$/i;
/** Links and tags, which may hold spaces. */
const FINISHED = /!?\[[^\]\n]*\](\([^)\n]*\))?|<[^<>\n]{1,100}>/g;
/** A line that may yet become a fence, a rule or a row of a table, or that is a marker so far. */
const UNDECIDED_LINE = /^\s{0,8}(```[^\n]{0,100}|\|[^\n]{0,300}|[\s`:=*_#>+•-]{0,200})$/;
/** A line of which only its markers would be let go. */
const MARKERS_ALONE = /^[\s`|:=*_#>+•-]*$/;
/** Text is let go up to the last of these, spaces staying with the word that follows them. */
const BREAKS = /\s+|[。！？，、；：]/g;
/** Nothing without a break is held for longer. */
const MAX_HELD = 600;

const SILENT_LINE = /^\s*(```.*|\|?[\s:|-]*-{3,}[\s:|-]*|([-*_]\s*){3,})$/;
const LINE_MARKERS = /^\s*(>\s*)*(#{1,6}\s+|[-*+•]\s+(\[[ x]\]\s+)?|\|\s*)?/i;
const EMOJI =
  / ?(?:(?![©®™])\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u200d\ufe0f\u20e3])+/gu;

type Replacement = readonly [RegExp, string];

const INLINE: readonly Replacement[] = [
  [/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1'],
  [/ ?(?:\[\^?\d{1,3}\]|【[^】\n]*】)/g, ''],
  [
    /<?\bhttps?:\/\/(?:www\.)?([^\s/?#<>()]*[^\s/?#<>().,;:!?])(?:[/?#][^\s<>)]*[^\s<>).,;:!?]|\/)?>?/gi,
    '$1',
  ],
  [/<\/?[a-z][\w-]*(\s[^<>]*)?\/?>|<\|[^|>]*\|>|<!--.*?-->/gi, ''],
  [THOUGHT, ''],
  [/`+|\*{2,}|~~/g, ''],
  [/(?<=^|[\s(["'“])[*_]+(?=[^\s*_])/g, ''],
  [/(?<=[^\s*_])[*_]+(?=[\s.,;:!?)\]"'”]|$)/g, ''],
  [/\s*\|\s*$/g, ''],
  [/\s+\|\s+/g, ', '],
  [EMOJI, ''],
  [/ {2,}/g, ' '],
];

function cleanLine(line: string, fromStart: boolean): string {
  const text = fromStart ? line.replace(LINE_MARKERS, '') : line;
  return INLINE.reduce((current, [pattern, words]) => current.replace(pattern, words), text);
}

/** Takes a text as it comes and gives what of it can be said, as soon as that is certain. */
class Cleaner {
  #held = '';
  #thinking = false;
  #atLineStart = true;
  /** The last character that was let go. */
  #last = '';

  push(piece: string): string {
    this.#held += piece;
    return this.#take(false);
  }

  end(): string {
    return this.#take(true);
  }

  #take(all: boolean): string {
    let taken = '';
    for (;;) {
      if (this.#thinking) {
        const end = THOUGHT.exec(this.#held);
        if (!end) {
          this.#held = all ? '' : this.#held.slice(-LONGEST_TAG);
          return taken;
        }
        this.#held = this.#held.slice(end.index + end[0].length).trimStart();
        this.#thinking = false;
      }
      const start = THINKING.exec(this.#held);
      const upTo = start?.index ?? (all ? this.#held.length : this.#certain());
      taken += this.#clean(this.#held.slice(0, upTo));
      this.#held = this.#held.slice(upTo + (start?.[0].length ?? 0));
      if (!start) {
        return taken;
      }
      this.#thinking = true;
    }
  }

  /** How much of what is held cannot come to mean something else. */
  #certain(): number {
    const held = this.#held;
    if (held.length > MAX_HELD) {
      return held.length;
    }
    const closed = held.replace(FINISHED, (found) => '_'.repeat(found.length));
    const last = [...closed.matchAll(BREAKS)].at(-1);
    let end = last ? last.index + (last[0].trim() === '' ? 0 : 1) : 0;
    const unfinished = held.search(UNFINISHED);
    if (unfinished >= 0) {
      end = Math.min(end, unfinished);
    }
    end = this.#before(UNDECIDED_LINE, held.length, end);
    return this.#before(MARKERS_ALONE, end, end);
  }

  /** `end`, or the end of the line before, when the last line of the first `length` characters is such a line. */
  #before(lines: RegExp, length: number, end: number): number {
    const lineStart = this.#held.lastIndexOf('\n', length - 1) + 1;
    const isWhole = lineStart > 0 || this.#atLineStart;
    return isWhole && lines.test(this.#held.slice(lineStart, length))
      ? Math.min(end, Math.max(0, lineStart - 1))
      : end;
  }

  #clean(text: string): string {
    if (text === '') {
      return '';
    }
    const lines = text.split('\n');
    const cleaned = lines.flatMap((line, at) => {
      const fromStart = at > 0 || this.#atLineStart;
      return fromStart && SILENT_LINE.test(line) ? [] : [cleanLine(line, fromStart)];
    });
    this.#atLineStart = (lines.length > 1 || this.#atLineStart) && lines.at(-1)?.trim() === '';
    const said = cleaned.join('\n').replace(/\n{2,}/g, '\n');
    const fresh = this.#last === '' ? said.trimStart() : this.#last === '\n' ? said.replace(/^\n/, '') : said;
    this.#last = fresh.at(-1) ?? this.#last;
    return fresh;
  }
}

/**
 * What of a model's answer can be said: without its thoughts, Markdown, tags and emoji; of an address, the host. It
 * comes in pieces, none of them empty.
 */
export async function* speakable(pieces: AsyncIterable<string>): AsyncIterable<string> {
  const cleaner = new Cleaner();
  for await (const piece of pieces) {
    const text = cleaner.push(piece);
    if (text !== '') {
      yield text;
    }
  }
  const rest = cleaner.end();
  if (rest !== '') {
    yield rest;
  }
}
