import { type RemoteTrackPublication, RoomEvent, TrackKind } from '@livekit/rtc-node';
import { describe, expect, it } from 'vitest';
import { NativeClient, PICTURE } from '../testing/native-client.js';
import type { ServerUnderTest } from '../testing/servers.js';
import { pause, until } from '../testing/waiting.js';

/** Publishing and subscribing, between native clients. */
export function mediaBehaviour(server: () => ServerUnderTest, newRoom: () => string): void {
  const expectPicture = (watched: { width: number; height: number; left: number; right: number }) => {
    expect([watched.width, watched.height]).toEqual([PICTURE.width, PICTURE.height]);
    expect(watched.right - watched.left).toBeGreaterThan(80);
  };

  describe.each([
    { single: true, codec: 'vp8' },
    { single: true, codec: 'h264' },
    { single: false, codec: 'vp8' },
    { single: false, codec: 'h264' },
  ] as const)('with $codec and single connection $single', ({ single, codec }) => {
    it('brings picture and sound to who is there and to who comes later', async () => {
      const room = newRoom();
      const avatar = await NativeClient.join(server(), 'avatar', room, { single });
      const early = await NativeClient.join(server(), 'early', room, { single });
      const [sound, image] = [await avatar.publishTone(), await avatar.publishPicture(codec)];
      expectPicture(await early.seesPicture(image));
      await early.hearsTone(sound);
      const late = await NativeClient.join(server(), 'late', room, { single });
      expectPicture(await late.seesPicture(image));
      await late.hearsTone(sound);
      await Promise.all([avatar.leave(), early.leave(), late.leave()]);
    });
  });

  it('tells a publisher that its track is watched', async () => {
    const room = newRoom();
    const avatar = await NativeClient.join(server(), 'avatar', room);
    let subscribed = 0;
    avatar.room.on(RoomEvent.LocalTrackSubscribed, () => subscribed++);
    await avatar.publishTone();
    const viewer = await NativeClient.join(server(), 'viewer', room);
    await until('the publisher to be told', () => subscribed > 0);
    await Promise.all([avatar.leave(), viewer.leave()]);
  });

  it.each([true, false])('takes an unpublished track away (single connection %s)', async (single) => {
    const room = newRoom();
    const avatar = await NativeClient.join(server(), 'avatar', room, { single });
    const viewer = await NativeClient.join(server(), 'viewer', room, { single });
    const sound = await avatar.publishTone();
    const image = await avatar.publishPicture();
    await viewer.seesPicture(image);
    await avatar.local.unpublishTrack(image);
    const remote = await viewer.remote('avatar');
    await until('the picture to be gone', () => !remote.trackPublications.has(image));
    await viewer.hearsTone(sound);
    const again = await avatar.publishPicture();
    expectPicture(await viewer.seesPicture(again));
    await Promise.all([avatar.leave(), viewer.leave()]);
  });

  it.each([true, false])(
    'leaves subscribing to who asked for that (single connection %s)',
    async (single) => {
      const room = newRoom();
      const avatar = await NativeClient.join(server(), 'avatar', room, { single });
      const viewer = await NativeClient.join(server(), 'viewer', room, { single, autoSubscribe: false });
      const image = await avatar.publishPicture();
      const publication: RemoteTrackPublication = await viewer.remotePublication(
        'avatar',
        TrackKind.KIND_VIDEO,
      );
      await pause(500);
      expect(viewer.watched.has(image)).toBe(false);
      publication.setSubscribed(true);
      expectPicture(await viewer.seesPicture(image));
      publication.setSubscribed(false);
      await until('frames to cease', async () => {
        const before = viewer.watched.get(image)?.frames;
        await pause(400);
        return viewer.watched.get(image)?.frames === before;
      });
      publication.setSubscribed(true);
      expectPicture(await viewer.seesPicture(image));
      await Promise.all([avatar.leave(), viewer.leave()]);
    },
  );

  it('brings a picture that is published in layers in its full size', async () => {
    const room = newRoom();
    const avatar = await NativeClient.join(server(), 'avatar', room);
    const viewer = await NativeClient.join(server(), 'viewer', room);
    const image = await avatar.publishPicture('vp8', { width: 960, height: 540 }, true);
    await until('the full size', () => viewer.watched.get(image)?.width === 960);
    await Promise.all([avatar.leave(), viewer.leave()]);
  });

  it.each([true, false])(
    'survives that a publisher lost its socket, or had to join anew (single connection %s)',
    async (single) => {
      const room = newRoom();
      const avatar = await NativeClient.join(server(), 'avatar', room, { single });
      const viewer = await NativeClient.join(server(), 'viewer', room, { single });
      const image = await avatar.publishPicture();
      await viewer.seesPicture(image);
      await avatar.reconnect('signal');
      await viewer.seesPicture(image);
      await avatar.reconnect('full');
      const again = await until('the picture under a new id', () =>
        [...viewer.watched.keys()].find((sid) => sid !== image),
      );
      expectPicture(await viewer.seesPicture(again));
      await Promise.all([avatar.leave(), viewer.leave()]);
    },
  );

  it('carries many tracks to one viewer', async () => {
    const room = newRoom();
    const viewer = await NativeClient.join(server(), 'viewer', room);
    const publishers = await Promise.all(
      ['a', 'b', 'c'].map((identity) => NativeClient.join(server(), identity, room)),
    );
    const sids = await Promise.all(publishers.map((publisher) => publisher.publishTone()));
    await Promise.all(sids.map((sid) => viewer.hearsTone(sid)));
    await Promise.all([viewer, ...publishers].map((client) => client.leave()));
  });
}
