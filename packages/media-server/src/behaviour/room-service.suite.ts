import { DataPacket_Kind } from '@livekit/protocol';
import { DisconnectReason, RoomEvent } from '@livekit/rtc-node';
import { RoomServiceClient, type VideoGrant } from 'livekit-server-sdk';
import { expect, it } from 'vitest';
import { NativeClient } from '../testing/native-client.js';
import { API_KEY, joinToken, type ServerUnderTest } from '../testing/servers.js';
import { until } from '../testing/waiting.js';

/** The administrator's side, through livekit-server-sdk. */
export function roomServiceBehaviour(server: () => ServerUnderTest, newRoom: () => string): void {
  const code = async (call: Promise<unknown>) =>
    call.then(
      () => 'ok',
      (error: { code?: string }) => error.code,
    );

  it('creates, lists and deletes rooms', async () => {
    const { admin } = server();
    const name = newRoom();
    const room = await admin.createRoom({ name, emptyTimeout: 60, maxParticipants: 5, metadata: 'about' });
    expect(room).toMatchObject({ name, emptyTimeout: 60, maxParticipants: 5, metadata: 'about' });
    expect((await admin.createRoom({ name })).sid).toBe(room.sid);
    expect((await admin.listRooms([name])).map((listed) => listed.sid)).toEqual([room.sid]);
    const guest = await NativeClient.join(server(), 'guest', name);
    await admin.deleteRoom(name);
    await until('the guest to be sent away', () => guest.disconnectReason !== undefined);
    expect(guest.disconnectReason).toBe(DisconnectReason.ROOM_DELETED);
    expect(await admin.listRooms([name])).toEqual([]);
    expect(await code(admin.deleteRoom(name))).toBe('not_found');
  });

  it('keeps a room to its number of participants', async () => {
    const name = newRoom();
    await server().admin.createRoom({ name, maxParticipants: 1 });
    const first = await NativeClient.join(server(), 'first', name);
    await expect(NativeClient.join(server(), 'second', name)).rejects.toThrow();
    await first.leave();
  });

  it('lists, shows and removes participants', async () => {
    const { admin } = server();
    const name = newRoom();
    const guest = await NativeClient.join(server(), 'guest', name, { name: 'Guest' });
    const sid = await guest.publishTone();
    await until(
      'the track to be listed',
      async () => (await admin.getParticipant(name, 'guest')).tracks.length === 1,
    );
    const participant = await admin.getParticipant(name, 'guest');
    expect(participant).toMatchObject({ identity: 'guest', name: 'Guest' });
    expect(participant.tracks[0]).toMatchObject({ sid, muted: false });
    expect((await admin.listParticipants(name)).map((listed) => listed.identity)).toEqual(['guest']);
    expect(await code(admin.getParticipant(name, 'nobody'))).toBe('not_found');
    await admin.removeParticipant(name, 'guest');
    await until('the guest to be sent away', () => guest.disconnectReason !== undefined);
    expect(guest.disconnectReason).toBe(DisconnectReason.PARTICIPANT_REMOVED);
    await until('the list to be empty', async () => (await admin.listParticipants(name)).length === 0);
    await guest.leave();
  });

  it('sends data to all or to some', async () => {
    const { admin } = server();
    const name = newRoom();
    const [one, two] = [
      await NativeClient.join(server(), 'one', name),
      await NativeClient.join(server(), 'two', name),
    ];
    await admin.sendData(name, Buffer.from('for one'), DataPacket_Kind.RELIABLE, {
      destinationIdentities: ['one'],
      topic: 'notice',
    });
    await admin.sendData(name, Buffer.from('for all'), DataPacket_Kind.RELIABLE, { topic: 'notice' });
    await until('both messages', () => one.data.length === 2 && two.data.length === 1);
    expect(one.data.map((message) => message.text)).toEqual(['for one', 'for all']);
    expect(two.data).toMatchObject([{ text: 'for all', topic: 'notice' }]);
    await Promise.all([one.leave(), two.leave()]);
  });

  it('changes participants and the room', async () => {
    const { admin } = server();
    const name = newRoom();
    const guest = await NativeClient.join(server(), 'guest', name);
    const witness = await NativeClient.join(server(), 'witness', name);
    const seen = await witness.remote('guest');
    let roomMetadata = '';
    witness.room.on(RoomEvent.RoomMetadataChanged, (metadata) => {
      roomMetadata = metadata;
    });
    await admin.updateParticipant(name, 'guest', { metadata: 'm', name: 'n', attributes: { k: 'v' } });
    await until('the change to be seen', () => seen.attributes.k === 'v');
    expect([seen.metadata, seen.name]).toEqual(['m', 'n']);
    await admin.updateRoomMetadata(name, 'of the room');
    await until('the room to have changed', () => roomMetadata === 'of the room');
    await Promise.all([guest.leave(), witness.leave()]);
  });

  it('takes back the right to publish', async () => {
    const { admin } = server();
    const name = newRoom();
    const guest = await NativeClient.join(server(), 'guest', name);
    const sid = await guest.publishTone();
    await until(
      'the track to be listed',
      async () => (await admin.getParticipant(name, 'guest')).tracks.length === 1,
    );
    await admin.updateParticipant(name, 'guest', {
      permission: { canPublish: false, canSubscribe: true, canPublishData: true },
    });
    await until('the track to be gone', async () => {
      const { tracks } = await admin.getParticipant(name, 'guest');
      return !tracks.some((track) => track.sid === sid);
    });
    await guest.leave();
  });

  it('mutes a track', async () => {
    const { admin } = server();
    const name = newRoom();
    const guest = await NativeClient.join(server(), 'guest', name);
    const witness = await NativeClient.join(server(), 'witness', name);
    const sid = await guest.publishTone();
    await witness.hearsTone(sid);
    let muted = '';
    witness.room.on(RoomEvent.TrackMuted, (publication) => {
      muted = publication.sid ?? '';
    });
    await admin.mutePublishedTrack(name, 'guest', sid, true);
    await until('the track to be muted', () => muted === sid);
    expect((await admin.getParticipant(name, 'guest')).tracks[0]?.muted).toBe(true);
    await Promise.all([guest.leave(), witness.leave()]);
  });

  it('refuses callers without the right key, and those whose token does not grant what they want', async () => {
    const stranger = new RoomServiceClient(server().httpUrl, API_KEY, 'a-secret-that-is-not-the-right-one');
    await expect(stranger.listRooms()).rejects.toMatchObject({ status: 401 });
    const name = newRoom();
    const call = async (method: string, body: object, grant: VideoGrant) => {
      const response = await fetch(`${server().httpUrl}/twirp/livekit.RoomService/${method}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await joinToken('caller', name, grant)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      return response.status;
    };
    expect(await call('ListRooms', {}, {})).toBe(401);
    expect(await call('CreateRoom', { name }, { roomList: true })).toBe(401);
    expect(await call('ListParticipants', { room: name }, {})).toBe(401);
    expect(await call('ListParticipants', { room: newRoom() }, { roomAdmin: true })).toBe(401);
    expect(await call('ListParticipants', { room: name }, { roomAdmin: true })).toBe(200);
    expect(await call('NoSuchMethod', {}, { roomList: true })).toBe(404);
  });
}
