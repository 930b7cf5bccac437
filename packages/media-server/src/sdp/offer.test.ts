import { describe, expect, it } from 'vitest';
import { acceptBestLayers, bestLayer, plainOffer, readOffer, SdpError } from './offer.js';

const OFFER = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  'a=group:BUNDLE 0 1 2 3',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=mid:0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:1',
  'a=sendonly',
  'a=msid:stream voice',
  'a=ssrc:11 cname:x',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
  'a=mid:2',
  'a=sendrecv',
  'a=msid:stream camera',
  'a=rid:q send',
  'a=rid:h send',
  'a=rid:f send',
  'a=simulcast:send q;h;f',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
  'a=mid:3',
  'a=recvonly',
  'a=ssrc-group:FID 21 22',
  'a=ssrc:21 cname:x',
  'a=ssrc:22 cname:x',
  '',
].join('\r\n');

describe('reading an offer', () => {
  it('finds what each media section sends, and as which streams', () => {
    const sections = readOffer(OFFER, 10);
    expect(sections.map(({ mid, kind, sends, trackId }) => ({ mid, kind, sends, trackId }))).toEqual([
      { mid: '1', kind: 'audio', sends: true, trackId: 'voice' },
      { mid: '2', kind: 'video', sends: true, trackId: 'camera' },
      { mid: '3', kind: 'video', sends: false, trackId: undefined },
    ]);
    expect(sections[0]?.ssrcs).toEqual([11]);
    expect(sections[1]?.rids).toEqual(['q', 'h', 'f']);
    expect(sections[2]?.ssrcs).toEqual([21]);
    expect(sections[2]?.repairSsrcs.get(21)).toBe(22);
  });

  it('refuses what is none, and what has too many sections', () => {
    expect(() => readOffer('hello', 10)).toThrow(SdpError);
    expect(() => readOffer(OFFER, 3)).toThrow('4 media sections, 3 are allowed');
  });
});

describe('sections without a port', () => {
  it('are given one where they are bundle-only, and stay rejected otherwise', () => {
    const offer = 'v=0\r\nm=audio 0 X 111\r\na=mid:0\r\na=bundle-only\r\nm=video 0 X 96\r\na=mid:1\r\n';
    expect(plainOffer(offer)).toContain('m=audio 9 X 111');
    expect(plainOffer(offer)).toContain('m=video 0 X 96');
  });
});

describe('simulcast', () => {
  it('is taken out of the offer', () => {
    expect(plainOffer(OFFER)).not.toMatch(/rid|simulcast/);
    expect(plainOffer(OFFER)).toContain('a=msid:stream camera');
  });

  it('has a best layer, by name or else by place', () => {
    expect(bestLayer(['q', 'h', 'f'])).toBe('f');
    expect(bestLayer(['f', 'h', 'q'])).toBe('f');
    expect(bestLayer(['q', 'h'])).toBe('h');
    expect(bestLayer(['low', 'high'])).toBe('high');
    expect(bestLayer([])).toBeUndefined();
  });

  it('is accepted with that layer alone, in its own section', () => {
    const answer =
      'v=0\r\nm=audio 9 X 111\r\na=mid:1\r\na=recvonly\r\nm=video 9 X 96\r\na=mid:2\r\na=recvonly\r\n';
    expect(acceptBestLayers(answer, readOffer(OFFER, 10))).toBe(
      `${answer}a=rid:f recv\r\na=simulcast:recv f\r\n`,
    );
  });
});
