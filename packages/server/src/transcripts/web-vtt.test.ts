import { describe, expect, it } from 'vitest';
import type { TranscriptEntry } from './port.js';
import { webVtt } from './web-vtt.js';

const START = 1_800_000_000_000;

function turn(change: Partial<TranscriptEntry>): TranscriptEntry {
  return {
    from: 'user',
    text: 'Hello',
    via: 'voice',
    startMs: START + 1000,
    endMs: START + 2000,
    interrupted: false,
    sources: [],
    ...change,
  };
}

describe('a transcript as WebVTT', () => {
  it('has a cue for each turn, counted from the start of the session', () => {
    const bot = turn({
      from: 'bot',
      text: 'Good day.',
      startMs: START + 3_723_004,
      endMs: START + 3_725_500,
      interrupted: true,
    });
    expect(webVtt('abc', START, [turn({}), bot])).toBe(`WEBVTT

NOTE Session abc

1
00:00:01.000 --> 00:00:02.000
<v User>Hello

2
01:02:03.004 --> 01:02:05.500
<v Avatar>Good day. …
`);
  });

  it('takes any text there is', () => {
    const text = 'a <b> & c\n\n00:00:01.000 --> 00:00:02.000\r\n\tNOTE';
    expect(webVtt('abc', START, [turn({ text })])).toContain(
      '\n<v User>a &lt;b&gt; &amp; c 00:00:01.000 --&gt; 00:00:02.000 NOTE\n',
    );
  });

  it('has cues that can be read, and none before the session', () => {
    const early = turn({ startMs: START - 500, endMs: START - 200 });
    expect(webVtt('abc', START, [early])).toContain('00:00:00.000 --> 00:00:01.000');
    expect(webVtt('abc', START, [])).toBe('WEBVTT\n\nNOTE Session abc\n');
  });
});
