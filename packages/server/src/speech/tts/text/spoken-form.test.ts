import { describe, expect, it } from 'vitest';
import { createReader } from './spoken-form.js';

const read = createReader();

describe('the spoken form of a text', () => {
  it.each([
    // Numbers
    ['12,345.67', 'twelve thousand three hundred forty five point six seven'],
    ['007', 'zero zero seven'],
    ['the 1st, 22nd and 100th', 'the first, twenty second and one hundredth'],
    ['-7', 'minus seven'],
    ['5-10 people', 'five to ten people'],
    ['1/2, 3 1/4, 2/3 and 24/7', 'one half, three and one quarter, two thirds and twenty four seven'],
    ['½ and 10²', 'one half and ten squared'],
    ['123456789012', 'one two three four five six seven eight nine zero one two'],
    [
      '9876543210987654321',
      'nine eight seven six five four three two one zero nine eight seven six five four three two one',
    ],
    ['version 1.2.3', 'version one dot two dot three'],
    // Years and dates
    ['in 1999, 2005 and 2026', 'in nineteen ninety nine, two thousand five and twenty twenty six'],
    ["the 1990s, the '80s", 'the nineteen nineties, the eighties'],
    ['on 2026-11-22', 'on November twenty second, twenty twenty six'],
    [
      'on 12/25/2026 or 25/12/2026',
      'on December twenty fifth, twenty twenty six or December twenty fifth, twenty twenty six',
    ],
    ['Nov. 3, 2024', 'November third, twenty twenty four'],
    ['3 May', 'May third'],
    // Times
    ['at 10:30, 10:05 and 10:00', "at ten thirty, ten oh five and ten o'clock"],
    ['9am to 5:15 p.m.', 'nine ay M to five fifteen P M.'],
    ['a ratio of 16:9', 'a ratio of sixteen to nine'],
    // Money and units
    [
      '$3.50, £1.01, €20 and $0.99',
      'three dollars fifty cents, one pound one penny, twenty euros and ninety nine cents',
    ],
    ['$1, $5M and 20 €', 'one dollar, five million dollars and twenty euros'],
    ['$1.5 million', 'one point five million dollars'],
    ['1 kg, 5km and 100 km/h', 'one kilogram, five kilometers and one hundred kilometers per hour'],
    ['-5°C and 50%', 'minus five degrees Celsius and fifty percent'],
    ['1280x720 at 25 fps', 'twelve eighty by seven hundred twenty at twenty five frames per second'],
    // Telephone numbers
    ['call (555) 123-4567', 'call five five five, one two three, four five six seven'],
    // Abbreviations and names
    ['Dr. Smith, e.g., met Mrs. Lee, etc.', 'doctor Smith, for example, met missus Lee, et cetera'],
    ['St. John, Main St.', 'saint John, Main street'],
    ['No. 5 vs. p. 7, a clear no.', 'number five versus page seven, a clear no.'],
    ['the U.S. team', 'the U S team'],
    ['LiveKit, WebRTC and McDonald', 'Live Kit, Web RTC and McDonald'],
    ['two APIs', "two ay P I's"],
    ['R&D, C++ and C#', 'R and D, C plus plus and C sharp'],
    ["I'm sure it's fine", "ime sure it's fine"],
    // Addresses
    ['see https://www.example.com/docs?x=1.', 'see w w w dot example dot com slash docs.'],
    ['mail john.doe@example.co.uk', 'mail john dot doe at example dot co dot uk'],
    ['open index.ts', 'open index dot ts'],
    // Signs
    ['1+1=2', 'one plus one equals two'],
    ['he/she and/or they', 'he or she and or they'],
    ['#1 in #music', 'number one in hashtag music'],
    // Odd input
    ['Café in Zürich — “naïve” Straße', 'Cafe in Zurich, "naive" Strasse'],
    ['Hi 😀 there 你好!', 'Hi there!'],
    ['soft\u00adhyphen zero\u200bwidth', 'softhyphen zerowidth'],
    ['π and 5 µm', 'pi and five micrometers'],
    ['# Title', 'Title'],
    ['**bold** `code` [text](https://example.com)', 'bold code text'],
    ['Great :-) <3', 'Great'],
    ['sooo goood!!!', 'so good!'],
    ['Wait... what?!', 'Wait. what?'],
    ['one -- two – three', 'one, two, three'],
  ])('%j is %j', (text, spoken) => {
    expect(read(text)).toBe(spoken);
  });

  it.each(['', ' ', '…', '?!', '😀', '你好', 'Привет', '\u0000\u0007', ':-)', '---', '***'])(
    'of %j is empty',
    (text) => {
      expect(read(text)).toBe('');
    },
  );

  it('is plain ASCII whatever comes in', () => {
    let text = '';
    for (let code = 1; code < 0x3000; code++) text += `a${String.fromCodePoint(code)} `;
    expect(read(text)).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('pronunciations', () => {
  it('replace whole words in any case, accents and spaces however written', () => {
    const custom = createReader({ AKOOL: 'a cool', 'new york': 'noo yawk', Zoë: 'zoey', 'C.E.O.': 'chief' });
    expect(custom('Akool, akool, akools')).toBe('a cool, a cool, akools');
    expect(custom('New  York')).toBe('noo yawk');
    expect(custom('Zoe\u0308 met the C.E.O. twice')).toBe('zoey met the chief twice');
  });

  it('are not replaced in each other', () => {
    expect(createReader({ cat: 'dog', dog: 'cat' })('cat dog')).toBe('dog cat');
  });

  it('prefer the longest word, and read figures and signs in a respelling', () => {
    expect(createReader({ web: 'wob', 'web rtc': 'real time' })('web rtc on the web')).toBe(
      'real time on the wob',
    );
    expect(createReader({ '😀': 'smile', '(x)': '10 kg' })('😀 (x)')).toBe('smile ten kilograms');
  });

  it('that are empty change nothing', () => {
    expect(createReader({ '': 'nothing', word: ' ' })('a word')).toBe('a word');
  });
});
