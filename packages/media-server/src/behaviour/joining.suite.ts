import {
  AddTrackRequest,
  RequestResponse_Reason,
  TrackSource,
  TrackType,
  UpdateParticipantMetadata,
} from '@livekit/protocol';
import { DisconnectReason, ParticipantKind, TrackKind } from '@livekit/rtc-node';
import { describe, expect, it } from 'vitest';
import { NativeClient } from '../testing/native-client.js';
import { RawClient } from '../testing/raw-client.js';
import { joinToken, type ServerUnderTest, type TokenOptions } from '../testing/servers.js';
import { until } from '../testing/waiting.js';

/** Who gets in, and what participants learn of each other. */
export function joiningBehaviour(server: () => ServerUnderTest, newRoom: () => string): void {
  const validate = async (token: string, path = '/rtc/validate') =>
    (await fetch(`${server().httpUrl}${path}?access_token=${token}`)).status;

  describe('tokens', () => {
    it('lets a valid token in, and says so beforehand', async () => {
      const token = await joinToken('guest', newRoom());
      expect(await validate(token)).toBe(200);
    });

    it('refuses a wrong signature, an expired token, none at all, and one without roomJoin', async () => {
      const room = newRoom();
      expect(
        await validate(await joinToken('guest', room, { secret: 'some-other-secret-of-enough-length' })),
      ).toBe(401);
      expect(await validate(await joinToken('guest', room, { ttlS: -60 }))).toBe(401);
      expect(await validate('')).toBe(401);
      expect(await validate('', '/rtc/v1/validate')).toBe(401);
      expect(await validate(await joinToken('guest', room, { roomJoin: false }))).toBe(401);
    });

    it('refuses to join what it refuses to validate', async () => {
      const secret = 'some-other-secret-of-enough-length';
      await expect(NativeClient.join(server(), 'guest', newRoom(), { secret })).rejects.toThrow();
    });
  });

  describe('participants', () => {
    it('see each other with name, metadata, attributes and kind from the token', async () => {
      const room = newRoom();
      const first = await NativeClient.join(server(), 'first', room);
      const second = await NativeClient.join(server(), 'second', room, {
        name: 'Second',
        metadata: '{"a":1}',
        attributes: { mood: 'fine' },
      });
      const seen = await first.remote('second');
      expect([seen.name, seen.metadata, seen.attributes.mood]).toEqual(['Second', '{"a":1}', 'fine']);
      expect(seen.kind).toBe(ParticipantKind.STANDARD);
      expect((await second.remote('first')).identity).toBe('first');
      await second.leave();
      await until('the second to be gone', () => !first.room.remoteParticipants.has('second'));
      await first.leave();
    });

    it('do not see one that is hidden', async () => {
      const room = newRoom();
      const visible = await NativeClient.join(server(), 'visible', room);
      const hidden = await NativeClient.join(server(), 'hidden', room, { hidden: true });
      await hidden.remote('visible');
      const late = await NativeClient.join(server(), 'late', room);
      await visible.remote('late');
      expect([...visible.room.remoteParticipants.keys()]).toEqual(['late']);
      expect([...late.room.remoteParticipants.keys()]).toEqual(['visible']);
      await Promise.all([visible.leave(), hidden.leave(), late.leave()]);
    });

    it('replace each other under one identity', async () => {
      const room = newRoom();
      const first = await NativeClient.join(server(), 'same', room);
      const second = await NativeClient.join(server(), 'same', room);
      await until('the first to be sent away', () => first.disconnectReason !== undefined);
      expect(first.disconnectReason).toBe(DisconnectReason.DUPLICATE_IDENTITY);
      expect(second.room.isConnected).toBe(true);
      await second.leave();
    });

    it('change their own name, metadata and attributes when they may', async () => {
      const room = newRoom();
      const changer = await NativeClient.join(server(), 'changer', room, { canUpdateOwnMetadata: true });
      const witness = await NativeClient.join(server(), 'witness', room);
      const seen = await witness.remote('changer');
      await changer.local.updateMetadata('changed');
      await changer.local.updateName('New name');
      await changer.local.setAttributes({ colour: 'green' });
      await until('the changes to be seen', () => seen.attributes.colour === 'green');
      expect([seen.metadata, seen.name]).toEqual(['changed', 'New name']);
      await Promise.all([changer.leave(), witness.leave()]);
    });

    it('may not change their metadata without the right to', async () => {
      const client = await RawClient.join(server(), 'plain', newRoom(), { metadata: 'as given' });
      const update = new UpdateParticipantMetadata({ metadata: 'changed', requestId: 7 });
      client.send({ case: 'updateMetadata', value: update });
      const response = await client.response('requestResponse');
      expect(response).toMatchObject({ requestId: 7, reason: RequestResponse_Reason.NOT_ALLOWED });
      client.leave();
    });
  });

  describe('rights', () => {
    const announce = async (token: TokenOptions, source: TrackSource) => {
      const client = await RawClient.join(server(), 'publisher', newRoom(), token);
      const type = source === TrackSource.MICROPHONE ? TrackType.AUDIO : TrackType.VIDEO;
      client.send({ case: 'addTrack', value: new AddTrackRequest({ cid: 'a-track', type, source }) });
      const verdict = await Promise.race([
        client.response('trackPublished').then(() => 'published'),
        client.response('requestResponse').then(({ reason }) => RequestResponse_Reason[reason]),
      ]);
      client.leave();
      return verdict;
    };

    it('publish only with canPublish', async () => {
      expect(await announce({}, TrackSource.MICROPHONE)).toBe('published');
      expect(await announce({ canPublish: false }, TrackSource.MICROPHONE)).toBe('NOT_ALLOWED');
    });

    it('publish only the sources the token names', async () => {
      const canPublishSources = [TrackSource.MICROPHONE];
      expect(await announce({ canPublishSources }, TrackSource.MICROPHONE)).toBe('published');
      expect(await announce({ canPublishSources }, TrackSource.CAMERA)).toBe('NOT_ALLOWED');
    });

    it('subscribe only with canSubscribe', async () => {
      const room = newRoom();
      const publisher = await NativeClient.join(server(), 'publisher', room);
      const deaf = await NativeClient.join(server(), 'deaf', room, { canSubscribe: false });
      const allowed = await NativeClient.join(server(), 'allowed', room);
      const sid = await publisher.publishTone();
      await allowed.hearsTone(sid);
      expect((await deaf.remotePublication('publisher', TrackKind.KIND_AUDIO)).subscribed).toBe(false);
      expect(deaf.heard.size).toBe(0);
      await Promise.all([publisher.leave(), deaf.leave(), allowed.leave()]);
    });

    it('send data only with canPublishData', async () => {
      const room = newRoom();
      const silenced = await NativeClient.join(server(), 'silenced', room, { canPublishData: false });
      const speaker = await NativeClient.join(server(), 'speaker', room);
      const listener = await NativeClient.join(server(), 'listener', room);
      await silenced.local.publishData(Buffer.from('unheard'), { reliable: true }).catch(() => {});
      await speaker.local.publishData(Buffer.from('heard'), { reliable: true });
      await until('the permitted message', () => listener.data.length > 0);
      expect(listener.data.map((message) => message.text)).toEqual(['heard']);
      await Promise.all([silenced.leave(), speaker.leave(), listener.leave()]);
    });
  });
}
