/** Nothing that a vendor streams has longer lines: a second of sound as base64 has 64 KiB. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** The lines of a text that streams in, without their ends; the last one also where it has none. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    if (rest.length > LONGEST_LINE) throw new RangeError(`a line is longer than ${LONGEST_LINE} characters`);
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.replace(/\r$/, '');
}

/**
 * The data of server-sent events, as the HTML standard reads them: lines of `data` up to an empty one; comments and
 * other fields are left out. An event that is not ended by an empty line counts too, since some servers leave it out.
 */
export async function* eventsOf(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let data: string[] = [];
  for await (const line of linesOf(pieces)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
  if (data.length > 0) yield data.join('\n');
}
