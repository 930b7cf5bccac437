import { describe, expect, it } from 'vitest';
import { speakable } from './speakable.js';

async function clean(pieces: string[]): Promise<string[]> {
  const cleaned: string[] = [];
  async function* stream() {
    yield* pieces;
  }
  for await (const piece of speakable(stream())) {
    cleaned.push(piece);
  }
  return cleaned;
}

const CASES: [what: string, written: string, said: string][] = [
  ['plain sentences', 'Hello there. It is 7:30, 5 * 3 is 15.', 'Hello there. It is 7:30, 5 * 3 is 15.'],
  [
    'emphasis',
    'This is **very** *important*, `really` __so__ ~~not~~.',
    'This is very important, really so not.',
  ],
  ['names with underscores', 'Set MAX_SIZE and snake_case here.', 'Set MAX_SIZE and snake_case here.'],
  [
    'headings and lists',
    '# Menu\n\n- Soup\n* Salad\n1. Fish\n> Quoted',
    'Menu\nSoup\nSalad\n1. Fish\nQuoted',
  ],
  ['links', 'See [our page](https://a.example/b) and ![a cat](c.png).', 'See our page and a cat.'],
  ['addresses', 'Go to https://www.example.com/a/b?c=1. Now!', 'Go to example.com. Now!'],
  ['an address alone', 'https://example.com', 'example.com'],
  ['emoji', 'Great 🎉! You 👍🏽 rock 🇩🇪 © 2026', 'Great! You rock © 2026'],
  ['thoughts', '<think>Hm, they greet me.\n**Plan**</think>\n\nHello!', 'Hello!'],
  ['thoughts without an end', 'Yes. <think>But why', 'Yes. '],
  ['the end of thoughts that were cut off', '</think>Hello!', 'Hello!'],
  ['notes on sources', 'It opens at seven [1], they say【2】.', 'It opens at seven, they say.'],
  ['tags', 'One<br/> two <b>three</b> if a < b and c > d.<|im_end|>', 'One two three if a < b and c > d.'],
  ['fences and rules', 'So:\n```js\nrun()\n```\n---\nDone.', 'So:\nrun()\nDone.'],
  ['tables', '| Name | Price |\n|---|---|\n| Tea | 2 |\n', 'Name, Price\nTea, 2\n'],
];

describe('what of an answer is said', () => {
  it.each(CASES)('%s', async (_what, written, said) => {
    expect((await clean([written])).join('')).toBe(said);
  });

  it.each(CASES)('%s, letter by letter', async (_what, written, said) => {
    const pieces = await clean([...written]);
    expect(pieces.join('')).toBe(said);
    expect(pieces).not.toContain('');
  });

  it('comes word by word, without waiting for the end', async () => {
    expect(await clean(['Hello ', 'there, ', 'how are ', 'you'])).toEqual([
      'Hello',
      ' there,',
      ' how are',
      ' you',
    ]);
    expect(await clean(['你好，', '世界。', '再见'])).toEqual(['你好，', '世界。', '再见']);
  });

  it('holds nothing for long that never ends', async () => {
    const pieces = await clean(['[', ...Array<string>(400).fill('ab '), 'x']);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(`[${'ab '.repeat(400)}x`);
  });
});
