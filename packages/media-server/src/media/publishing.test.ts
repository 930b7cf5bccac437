import { AddTrackRequest, TrackType } from '@livekit/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OfferedSection } from '../sdp/offer.js';
import { Publishing } from './publishing.js';

let log: string[];
let publishing: Publishing;
beforeEach(() => {
  log = [];
  publishing = new Publishing({
    onPublished: ({ cid, info }) => void log.push(`+${cid}@${info.mid}`),
    onUnpublished: ({ cid }) => void log.push(`-${cid}`),
    onChanged: () => {},
  });
});

const announce = (cid: string, type = TrackType.AUDIO) => publishing.add(new AddTrackRequest({ cid, type }));
const section = (
  mid: string,
  trackId: string,
  kind: 'audio' | 'video' = 'audio',
  sends = true,
): OfferedSection => ({
  mid,
  trackId,
  kind,
  sends,
  ssrcs: [],
  repairSsrcs: new Map(),
  rids: [],
});

describe('publishing', () => {
  it('begins when an announced track is offered, in whichever order', () => {
    announce('voice');
    publishing.offered([section('1', 'voice')]);
    publishing.offered([section('1', 'voice'), section('2', 'face', 'video')]);
    announce('face', TrackType.VIDEO);
    expect(log).toEqual(['+voice@1', '+face@2']);
  });

  it('ends when the section stops to send, is gone, or carries another track', () => {
    for (const cid of ['a', 'b', 'c']) announce(cid);
    publishing.offered([section('1', 'a'), section('2', 'b'), section('3', 'c')]);
    announce('d');
    publishing.offered([section('1', 'a', 'audio', false), section('3', 'd')]);
    expect(log).toEqual(['+a@1', '+b@2', '+c@3', '-a', '-b', '-c', '+d@3']);
    expect(publishing.count).toBe(1);
  });

  it('takes a section with a foreign track id for the announced track of its kind', () => {
    announce('face', TrackType.VIDEO);
    announce('voice');
    publishing.offered([section('1', 'made-up-by-the-browser'), section('2', 'face', 'video')]);
    expect(log).toEqual(['+face@2', '+voice@1']);
    publishing.offered([section('1', 'made-up-by-the-browser'), section('2', 'face', 'video')]);
    expect(log).toHaveLength(2);
  });

  it('announces a track only once', () => {
    expect(announce('voice').sid).toBe(announce('voice').sid);
  });
});
