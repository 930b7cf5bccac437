import { readFile } from 'node:fs/promises';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Block } from './blocks.js';
import { type DocumentLabel, readDocument } from './read-document.js';
import { fixturePath } from './testing/fixtures.js';

const utf8 = (text: string) => new TextEncoder().encode(text);

function label(name: string, change: Partial<DocumentLabel> = {}): DocumentLabel {
  return { kind: 'doc', name, url: `https://a.example/${name}`, contentType: '', ...change };
}

const page: DocumentLabel = { kind: 'url', name: '', url: 'https://a.example/', contentType: 'text/html' };

async function blocks(bytes: Uint8Array, about: DocumentLabel): Promise<Block[]> {
  return (await readDocument(bytes, about)).blocks;
}

async function text(bytes: Uint8Array, about: DocumentLabel): Promise<string> {
  return (await blocks(bytes, about)).map((block) => block.text).join('\n');
}

const fixture = async (name: string) => new Uint8Array(await readFile(fixturePath(name)));

describe('a document', () => {
  const headings = ['Arrival and departure', 'Breakfast', 'Swimming pool', 'Parking', 'Pets'];

  it.each(['handbook.pdf', 'handbook.docx'])(
    '%s is read with its headings, paragraphs and tables',
    async (name) => {
      const read = await blocks(await fixture(name), label(name));
      expect(read.filter(({ kind }) => kind === 'heading').map((block) => block.text)).toEqual([
        'Orchid Hotel: guest handbook',
        ...headings,
      ]);
      const whole = read.map((block) => block.text).join('\n');
      expect(whole).toContain(
        'Please leave your room by eleven in the morning on the day you go home. Luggage may stay with the porter',
      );
      expect(whole).toMatch(/Underground garage, with charging point \|? ?26 euros/);
    },
  );

  it('of the years before DOCX is read, tables included', async () => {
    const whole = await text(await fixture('handbook.doc'), label('handbook.doc'));
    for (const heading of headings) {
      expect(whole).toContain(heading);
    }
    expect(whole).toContain('Courtyard | 18 euros');
  });

  it('is what its bytes say, whatever it is called', async () => {
    expect(await text(await fixture('handbook.pdf'), label('handbook.docx'))).toContain('Garden Room');
    expect(await text(await fixture('handbook.docx'), label('handbook.doc'))).toContain('Garden Room');
    expect(await text(await fixture('handbook.doc'), label('no extension'))).toContain('Garden Room');
  });

  it('in Markdown is read without its marks', async () => {
    const markdown = [
      '---\nlayout: page\n---',
      '# The **Orchid** Hotel #',
      'See [the map](https://a.example/map) and `room 12`.',
      '',
      '| A | B |\n|---|---|\n| 1 | 2 |',
      '',
      '```\n# not a heading\n```',
      '## Bar\n\n> Open till ten.',
    ].join('\n');
    expect(await readDocument(utf8(markdown), label('a.md'))).toEqual({
      title: 'The Orchid Hotel',
      blocks: [
        { kind: 'heading', level: 1, text: 'The Orchid Hotel' },
        { kind: 'text', text: 'See the map and room 12.' },
        { kind: 'text', text: '| A | B |\n| 1 | 2 |' },
        { kind: 'text', text: '# not a heading' },
        { kind: 'heading', level: 2, text: 'Bar' },
        { kind: 'text', text: 'Open till ten.' },
      ],
    });
  });

  it('in JSON becomes records, one value a line or not', async () => {
    const json = JSON.stringify({
      hotel: 'Orchid',
      open: true,
      rooms: [
        { no: 12, beds: ['twin', 'sofa'], bath: { kind: 'tub' } },
        { no: 14, beds: [] },
      ],
    });
    expect((await blocks(utf8(json), label('a.json'))).map((block) => block.text)).toEqual([
      'hotel: Orchid\nopen: true',
      'rooms:\nno: 12\nbeds: twin, sofa',
      'rooms › bath:\nkind: tub',
      'rooms:\nno: 14',
    ]);
    expect(await text(utf8('{"a": "one"}\n{"a": "two"}\n'), label('a.jsonl'))).toBe('a: one\na: two');
  });

  it('in XML becomes records, entities that it declares left alone', async () => {
    const xml = `<?xml version="1.0"?>
      <!DOCTYPE lolz [<!ENTITY lol "ha"><!ENTITY lol2 "&lol;&lol;&lol;">]>
      <shop><item sku="7"><name>Tea &amp; milk</name><price>3</price></item>
      <note>Open <b>daily</b> till ten</note><joke>&lol2;</joke></shop>`;
    const whole = await text(utf8(xml), label('a.xml'));
    expect(whole).toContain('item:\nsku: 7\nname: Tea & milk\nprice: 3');
    expect(whole).toMatch(/Open +daily +till ten/);
    expect(whole).not.toContain('haha');
  });

  it.each([
    ['commas', 'Room,Price\n12,"1,50"\n14,\n', ['Room: 12\nPrice: 1,50', 'Room: 14']],
    ['semicolons', '\ufeffRoom;Price\r\n12;80\r\n', ['Room: 12\nPrice: 80']],
    ['no header', '12,80\n14,90\n', ['12 | 80', '14 | 90']],
  ])('in CSV with %s becomes records', async (_, csv, expected) => {
    expect((await blocks(utf8(csv), label('a.csv'))).map((block) => block.text)).toEqual(expected);
  });
});

describe('a page', () => {
  it('is read without its menus, scripts and what is hidden', async () => {
    const html = `<!doctype html><html><head><title> Orchid
      Hotel </title><style>p{}</style></head><body><nav><a>Home</a></nav><header><h1>Welcome</h1></header>
      <form><p>Rooms from <b>80</b>&nbsp;euros &amp; up.</p><p hidden>secret</p><script>track()</script>
      <ul><li>Pool</li><li><p>Sauna</p></li></ul><table><tr><th>Day</th><td>Sunday</td></tr></table></form>
      <div role="navigation">More</div><footer>© us</footer></body></html>`;
    expect(await readDocument(utf8(html), page)).toEqual({
      title: 'Orchid Hotel',
      blocks: [
        { kind: 'heading', level: 1, text: 'Welcome' },
        { kind: 'text', text: 'Rooms from 80 euros & up.' },
        { kind: 'text', text: 'Pool' },
        { kind: 'text', text: 'Sauna' },
        { kind: 'text', text: 'Day | Sunday' },
      ],
    });
  });

  it('may be a PDF or a text as well', async () => {
    expect(await text(await fixture('handbook.pdf'), page)).toContain('Garden Room');
    expect(await text(utf8('Just words.'), { ...page, contentType: 'text/plain' })).toBe('Just words.');
  });
});

describe('a text', () => {
  const words = 'Größe: naïve café – 5 €';
  const utf16be = (value: string) => new Uint8Array(Buffer.from(value, 'utf16le').swap16());

  it.each([
    ['UTF-8 with a mark', utf8(`\ufeff${words}`), undefined],
    ['UTF-16 with a mark', new Uint8Array(Buffer.from(`\ufeff${words}`, 'utf16le')), undefined],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from(words, 'utf16le')), undefined],
    ['UTF-16, the other way round', utf16be(words), undefined],
    ['Windows-1252', Buffer.from('Gr\xf6\xdfe: na\xefve caf\xe9 \x96 5 \x80', 'latin1'), undefined],
    [
      'ISO-8859-15, as its server says',
      Buffer.from('Gr\xf6\xdfe: na\xefve caf\xe9 - 5 \xa4', 'latin1'),
      'iso-8859-15',
    ],
    ['UTF-8 that its server calls something else', utf8(words), 'no-such-charset'],
  ])('in %s is understood', async (_, bytes, charset) => {
    const read = await text(new Uint8Array(bytes), label('a.txt', { charset }));
    expect(read.replace(' - ', ' – ')).toBe(words);
  });

  it('is read in the encoding that the page declares', async () => {
    const html =
      '<html><head><meta charset="windows-1251"></head><body><p>\xcf\xf0\xe8\xe2\xe5\xf2</p></body></html>';
    expect(await text(new Uint8Array(Buffer.from(html, 'latin1')), page)).toBe('Привет');
  });
});

describe('what cannot be read is refused in plain words', () => {
  const zip = (parts: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)])));
  const ole = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array(1000).fill(0)]);

  it.each<[string, string, Uint8Array, string]>([
    ['nothing', 'a.pdf', new Uint8Array(0), 'is empty'],
    ['white space', 'a.txt', utf8(' \n\n '), 'holds no text'],
    ['a picture', 'a.pdf', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'is a picture'],
    [
      'random bytes',
      'a.txt',
      Uint8Array.from({ length: 999 }, (_, at) => (at * 7919) % 256),
      'is binary data',
    ],
    [
      'a page instead of a PDF',
      'a.pdf',
      utf8('\n<!DOCTYPE html><p>Sign in'),
      'is a web page instead of a PDF document',
    ],
    ['a page instead of a text', 'a.txt', utf8('<html><p>Sign in'), 'is a web page instead of a text file'],
    ['text instead of a Word document', 'a.docx', utf8('hello'), 'is a text and not a Word document'],
    ['a cut PDF', 'a.pdf', utf8('%PDF-1.7\n1 0 obj'), 'is a damaged PDF document'],
    ['a cut archive', 'a.docx', utf8('PK\x03\x04 and no more'), 'is a damaged archive'],
    ['a workbook', 'a.docx', zip({ 'xl/workbook.xml': '<x/>' }), 'is an Excel workbook'],
    ['slides', 'a.docx', zip({ 'ppt/presentation.xml': '<x/>' }), 'is a PowerPoint presentation'],
    ['any archive', 'a.docx', zip({ 'a.txt': 'hello' }), 'is a ZIP archive'],
    [
      'a document without a body',
      'a.docx',
      zip({ 'word/document.xml': '<w:nothing' }),
      'is a damaged Word document',
    ],
    ['an old Office file', 'a.doc', ole, 'is an Office file that is no Word document'],
    ['RTF', 'a.doc', utf8('{\\rtf1 hello}'), 'is an RTF document'],
    ['half a JSON', 'a.json', utf8('{"a": [1, 2'), 'is not valid JSON'],
    [
      'deep JSON',
      'a.json',
      utf8(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`),
      'is nested more than 200 deep',
    ],
    ['deep XML', 'a.xml', utf8('<a>'.repeat(300)), 'is nested more than 200 deep'],
    ['too much text', 'a.txt', utf8('word '.repeat(1_100_000)), 'holds more than 5000000 characters'],
  ])('%s', async (_, name, bytes, reason) => {
    await expect(readDocument(bytes, label(name))).rejects.toThrow(reason);
  });

  it('a document that would declare entities of its own', async () => {
    const laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>';
    await expect(readDocument(zip({ 'word/document.xml': laughs }), label('a.docx'))).rejects.toThrow(
      'is a damaged Word document',
    );
  });
});
