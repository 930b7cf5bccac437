import { describe, expect, it } from 'vitest';
import { eventsOf, linesOf } from './lines.js';

/** The text in pieces of `size` bytes, cut within characters too. */
async function* cut(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(source: AsyncIterable<string>): Promise<string[]> {
  const items: string[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe.each([1, 2, 3, 7, 1000])('a stream cut into %d bytes', (size) => {
  it('has the lines that it would have in one piece', async () => {
    expect(await all(linesOf(cut('one\r\ntwø\n\nthree\rfour', size)))).toEqual([
      'one',
      'twø',
      '',
      'three',
      'four',
    ]);
    expect(await all(linesOf(cut('', size)))).toEqual([]);
  });

  it('has the events of the standard', async () => {
    const stream =
      ': keep alive\n\ndata: {"a":1}\n\nevent: x\nid: 2\ndata:first\r\ndata: second\r\n\r\n\n\ndata: “last”';
    expect(await all(eventsOf(cut(stream, size)))).toEqual(['{"a":1}', 'first\nsecond', '“last”']);
  });
});
