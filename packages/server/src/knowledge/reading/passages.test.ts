import { describe, expect, it } from 'vitest';
import type { Block } from './blocks.js';
import { cutIntoPassages } from './passages.js';

const heading = (level: number, text: string): Block => ({ kind: 'heading', level, text });
const text = (words: string): Block => ({ kind: 'text', text: words });
const cut = (...blocks: Block[]) => [...cutIntoPassages(blocks)];

describe('passages', () => {
  it('gather short paragraphs and stop at headings, which they repeat', () => {
    expect(
      cut(
        text('Before.'),
        heading(1, 'Menu'),
        text('All day.'),
        text('Cash only.'),
        heading(2, 'Soups'),
        text('Leek.'),
        heading(1, 'Bar'),
        text('Ten.'),
      ),
    ).toEqual(['Before.', 'Menu\nAll day.\nCash only.', 'Menu › Soups\nLeek.', 'Bar\nTen.']);
  });

  it('keep the words of headings that nothing stands under', () => {
    expect(cut(heading(1, 'Rooms'), heading(2, 'No dogs'), heading(2, 'No cats'))).toEqual([
      'Rooms\nNo dogs\nNo cats',
    ]);
  });

  it('are cut between sentences, so that none is long and no word is lost', () => {
    const sentences = Array.from(
      { length: 60 },
      (_, at) => `Sentence number ${at} says something about room ${at}.`,
    );
    const passages = cut(heading(1, 'Rooms'), text(sentences.join(' ')));
    expect(passages.length).toBeGreaterThan(3);
    for (const passage of passages) {
      expect(passage.length).toBeLessThan(700);
      expect(passage).toMatch(/^Rooms\nSentence .*\.$/s);
    }
    expect(passages.join(' ').replaceAll('Rooms\n', '').replaceAll('\n', ' ')).toBe(sentences.join(' '));
  });

  it('cut what has no sentences, and not through a character', () => {
    const passages = cut(text('😀'.repeat(2000)));
    expect(passages.join('')).toBe('😀'.repeat(2000));
    for (const passage of passages) {
      expect(passage.length).toBeLessThanOrEqual(900);
      expect(passage).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });

  it('show no more than a line of headings, the innermost above all', () => {
    const [passage = ''] = cut(heading(1, 'A'.repeat(150)), heading(2, 'Breakfast'), text('At seven.'));
    expect(passage).toBe('Breakfast\nAt seven.');
  });

  it('are none when there is no text', () => {
    expect(cut()).toEqual([]);
  });
});
