import type { RemoteTrack } from 'livekit-client';
import { beforeEach, expect, test } from 'vitest';
import type { SeenPublication } from './remote-media.js';
import { Roster, type SeenParticipant } from './roster.js';

const told: string[] = [];
let roster: Roster;

beforeEach(() => {
  told.length = 0;
  roster = new Roster((event, member, ...details) => {
    told.push([event, member.identity, ...details].join(' '));
  });
});

class Publication implements SeenPublication {
  isMuted = false;
  track?: RemoteTrack;
  asked: boolean[] = [];
  constructor(readonly kind: string) {}
  setSubscribed(subscribed: boolean) {
    this.asked.push(subscribed);
  }
}
const person = (identity: string, ...publications: Publication[]): SeenParticipant => ({
  identity,
  trackPublications: new Map(publications.map((one, at) => [`TR_${at}`, one])),
});
const room = (...people: SeenParticipant[]) => new Map(people.map((one) => [one.identity, one]));
const aTrack = () => ({}) as RemoteTrack;

test('who is there is told once, before what they send', () => {
  const people = room(person('7', new Publication('video'), new Publication('audio')));
  roster.look(people);
  roster.look(people);
  expect(told).toEqual(['joined 7', 'published 7 audio', 'published 7 video']);
});

test('switching off is told, and counts as no longer sending', () => {
  const audio = new Publication('audio');
  const people = room(person('7', audio));
  roster.look(people);
  told.length = 0;
  audio.isMuted = true;
  roster.look(people);
  audio.isMuted = false;
  roster.look(people);
  expect(told).toEqual([
    'muted 7 audio true',
    'unpublished 7 audio',
    'muted 7 audio false',
    'published 7 audio',
  ]);
});

test('who goes takes along what they sent, and how they went is told', () => {
  roster.look(room(person('7', new Publication('video')), person('8')));
  told.length = 0;
  roster.look(room(person('8')), 'lost');
  expect(told).toEqual(['unpublished 7 video', 'departed 7 lost']);
  expect(roster.all.map(({ identity }) => identity)).toEqual(['8']);
});

test('after a reconnect the same members have new tracks, which are asked for without a word', async () => {
  const before = new Publication('video');
  roster.look(room(person('7', before)));
  const media = roster.get('7')?.video;
  const subscribing = media?.subscribe();
  const first = aTrack();
  before.track = first;
  roster.look(room(person('7', before)));
  expect(await subscribing).toBe(first);
  const seen: unknown[] = [];
  if (media) media.onTrack = (track) => seen.push(track);
  told.length = 0;

  const after = new Publication('video');
  roster.look(room(person('7', after)));
  expect(after.asked).toEqual([true]);
  const second = aTrack();
  after.track = second;
  roster.look(room(person('7', after)));
  expect(seen).toEqual([undefined, second]);
  expect(media?.track).toBe(second);
  expect(told).toEqual([]);
});

test('waiting for a track ends when it is no longer sent', async () => {
  roster.look(room(person('7', new Publication('audio'))));
  const subscribing = roster.get('7')?.audio.subscribe();
  roster.look(room(person('7')));
  await expect(subscribing).rejects.toMatchObject({ fault: 'aborted' });
  await expect(roster.get('7')?.audio.subscribe()).rejects.toMatchObject({ fault: 'not-published' });
});

test('a listener that clears the roster ends the look', () => {
  roster = new Roster((event, member, ..._details) => {
    told.push(`${event} ${member.identity}`);
    roster.clear();
  });
  roster.look(room(person('7', new Publication('audio'))));
  expect(told).toEqual(['joined 7']);
});
