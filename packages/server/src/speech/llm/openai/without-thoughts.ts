const OPENING = /<(think|thinking|reasoning)>/i;
/** Ends of a text that may be the beginning of a tag. */
const MAY_OPEN = /<[a-z]{0,9}$/i;

/**
 * Leaves out what a reasoning model thinks aloud between `<think>` and `</think>`, and the white space that a reply
 * begins with. Hands on every piece at once but for what may be the beginning of a tag.
 */
export class ThoughtFilter {
  private held = '';
  private closing: string | null = null;
  private begun = false;

  /** What may be said of the text so far. */
  push(piece: string): string {
    this.held += piece;
    let said = '';
    for (;;) {
      if (this.closing !== null) {
        const at = this.held.toLowerCase().indexOf(this.closing);
        if (at < 0) {
          // Only as much as may be the beginning of the closing tag.
          this.held = this.held.slice(-(this.closing.length - 1));
          break;
        }
        this.held = this.held.slice(at + this.closing.length);
        this.closing = null;
        continue;
      }
      const tag = OPENING.exec(this.held);
      if (tag) {
        said += this.held.slice(0, tag.index);
        this.closing = `</${tag[1]?.toLowerCase()}>`;
        this.held = this.held.slice(tag.index + tag[0].length);
        continue;
      }
      const open = MAY_OPEN.exec(this.held)?.index ?? this.held.length;
      said += this.held.slice(0, open);
      this.held = this.held.slice(open);
      break;
    }
    return this.spoken(said);
  }

  /** What was held back, where it turned out to be no tag. */
  end(): string {
    const rest = this.closing === null ? this.held : '';
    this.held = '';
    return this.spoken(rest);
  }

  private spoken(text: string): string {
    const said = this.begun ? text : text.trimStart();
    this.begun ||= said !== '';
    return said;
  }
}
