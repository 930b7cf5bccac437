import { TrackKind } from '@livekit/rtc-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserHost, type PageState } from '../testing/browser.js';
import { NativeClient, PICTURE } from '../testing/native-client.js';
import type { ServerUnderTest } from '../testing/servers.js';
import { pause, until } from '../testing/waiting.js';

/** livekit-client in Chromium, together with native clients. */
export function browserBehaviour(server: () => ServerUnderTest, newRoom: () => string): void {
  let browser: BrowserHost;
  beforeAll(async () => {
    browser = await BrowserHost.launch();
  });
  afterAll(() => browser?.close());

  const expectPicture = (state: PageState) => {
    expect([state.width, state.height]).toEqual([PICTURE.width, PICTURE.height]);
    expect(state.right - state.left).toBeGreaterThan(80);
  };

  describe.each([{ single: true }, { single: false }])('with single connection $single', ({ single }) => {
    it('shows and sounds an avatar, exchanges data, and sees it leave', async () => {
      const room = newRoom();
      const avatar = await NativeClient.join(server(), 'avatar', room);
      await avatar.publishTone();
      await avatar.publishPicture();
      const viewer = await browser.join(server(), 'viewer', room, { single });
      expectPicture(await viewer.seesPicture());
      await viewer.hearsSound();
      await avatar.remote('viewer');
      await viewer.page.evaluate(() =>
        window.room.localParticipant.publishData(new TextEncoder().encode('hello'), { reliable: true }),
      );
      await until('the message', () => avatar.data.length > 0);
      expect(avatar.data[0]).toMatchObject({ text: 'hello', from: 'viewer' });
      await avatar.local.publishData(Buffer.from('welcome'), { reliable: true });
      await until('the answer', async () => (await viewer.state()).data.includes('avatar: welcome'));
      await avatar.leave();
      await viewer.event('left avatar');
      await viewer.leave();
    });

    it('brings camera and microphone to others, in full size', async () => {
      const room = newRoom();
      const watcher = await NativeClient.join(server(), 'watcher', room);
      const person = await browser.join(server(), 'person', room, { single });
      await person.publishDevices();
      const camera = await watcher.remotePublication('person', TrackKind.KIND_VIDEO);
      const microphone = await watcher.remotePublication('person', TrackKind.KIND_AUDIO);
      await until(
        'the camera in full size',
        () => (watcher.watched.get(camera.sid ?? '')?.width ?? 0) === 1280,
        25_000,
      );
      await until('the microphone', () => (watcher.heard.get(microphone.sid ?? '')?.peak ?? 0) > 500);
      await person.page.evaluate(() => window.room.localParticipant.setMicrophoneEnabled(false));
      await until('the microphone to be muted', () => microphone.muted);
      await person.leave();
      await until('the person to be gone', () => !watcher.room.remoteParticipants.has('person'));
      await watcher.leave();
    });

    it('goes on after its signalling socket was lost', async () => {
      const room = newRoom();
      const avatar = await NativeClient.join(server(), 'avatar', room);
      await avatar.publishPicture();
      const viewer = await browser.join(server(), 'viewer', room, { single });
      await viewer.seesPicture();
      const noted = await viewer.eventCount();
      await viewer.page.evaluate(() => window.room.simulateScenario('signal-reconnect'));
      await viewer.event('reconnected', noted);
      await viewer.seesPicture();
      expect((await viewer.state()).events.slice(noted)).not.toContain('unsubscribed video');
      await viewer.page.evaluate(() =>
        window.room.localParticipant.publishData(new TextEncoder().encode('still here'), { reliable: true }),
      );
      await until('data after the loss', () => avatar.data.length > 0);
      await Promise.all([avatar.leave(), viewer.leave()]);
    });

    it('comes back after a full reconnect, its own tracks included', async () => {
      const room = newRoom();
      const avatar = await NativeClient.join(server(), 'avatar', room);
      await avatar.publishPicture();
      const viewer = await browser.join(server(), 'viewer', room, { single });
      await viewer.page.evaluate(() => window.room.localParticipant.setMicrophoneEnabled(true));
      await viewer.seesPicture();
      const noted = await viewer.eventCount();
      await viewer.page.evaluate(() => window.room.simulateScenario('full-reconnect'));
      await viewer.event('reconnected', noted);
      await viewer.seesPicture();
      const microphone = await avatar.remotePublication('viewer', TrackKind.KIND_AUDIO);
      await until('the microphone again', () => (avatar.heard.get(microphone.sid ?? '')?.peak ?? 0) > 500);
      await Promise.all([avatar.leave(), viewer.leave()]);
    });
  });

  it('stops and resumes a track that the viewer switches off', async () => {
    const room = newRoom();
    const avatar = await NativeClient.join(server(), 'avatar', room);
    await avatar.publishPicture();
    const viewer = await browser.join(server(), 'viewer', room);
    await viewer.seesPicture();
    const enable = (enabled: boolean) =>
      viewer.page.evaluate((on) => {
        for (const participant of window.room.remoteParticipants.values()) {
          for (const publication of participant.videoTrackPublications.values()) publication.setEnabled(on);
        }
      }, enabled);
    await enable(false);
    await until('frames to cease', async () => {
      const before = (await viewer.state()).frames;
      await pause(500);
      return (await viewer.state()).frames === before;
    });
    await enable(true);
    expectPicture(await viewer.seesPicture());
    await Promise.all([avatar.leave(), viewer.leave()]);
  });

  it('learns who speaks', async () => {
    const room = newRoom();
    const avatar = await NativeClient.join(server(), 'avatar', room);
    const viewer = await browser.join(server(), 'viewer', room);
    await avatar.publishTone();
    const noted = await viewer.event('speaking avatar');
    avatar.loudness = 0;
    await viewer.event('speaking ', noted);
    await Promise.all([avatar.leave(), viewer.leave()]);
  });
}
