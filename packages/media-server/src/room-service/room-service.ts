import type { Message } from '@bufbuild/protobuf';
import {
  CreateRoomRequest,
  DataPacket,
  DeleteRoomRequest,
  DeleteRoomResponse,
  DisconnectReason,
  ListParticipantsRequest,
  ListParticipantsResponse,
  ListRoomsRequest,
  ListRoomsResponse,
  MuteRoomTrackRequest,
  MuteRoomTrackResponse,
  RemoveParticipantResponse,
  RoomParticipantIdentity,
  SendDataRequest,
  SendDataResponse,
  UpdateParticipantRequest,
  UpdateRoomMetadataRequest,
  UpdateSubscriptionsRequest,
  UpdateSubscriptionsResponse,
  UserPacket,
} from '@livekit/protocol';
import type { VideoGrant } from 'livekit-server-sdk';
import type { MediaServerLimits } from '../options.js';
import type { Participant } from '../rooms/participant.js';
import { CapacityError, type Rooms } from '../rooms/registry.js';
import type { Room } from '../rooms/room.js';
import { applyMetadata } from '../signalling/requests.js';
import { TwirpError, type TwirpMethod, type TwirpService, twirpMethod } from './twirp.js';

/** LiveKit's RoomService: rooms and participants as an administrator sees them. */
export class RoomService implements TwirpService {
  readonly methods: Record<string, TwirpMethod>;
  readonly #rooms: Rooms;
  readonly #limits: MediaServerLimits;

  constructor(rooms: Rooms, limits: MediaServerLimits) {
    this.#rooms = rooms;
    this.#limits = limits;
    this.methods = {
      CreateRoom: twirpMethod(CreateRoomRequest, (request, claims) => {
        requireGrant(claims.grant.roomCreate, 'roomCreate');
        return this.#createRoom(request);
      }),
      ListRooms: twirpMethod(ListRoomsRequest, (request, claims) => {
        requireGrant(claims.grant.roomList, 'roomList');
        const { names } = request;
        const rooms = this.#rooms.all().filter((room) => names.length === 0 || names.includes(room.name));
        return new ListRoomsResponse({ rooms: rooms.map((room) => room.info()) });
      }),
      DeleteRoom: twirpMethod(DeleteRoomRequest, (request, claims) => {
        requireGrant(claims.grant.roomCreate, 'roomCreate');
        this.#room(request.room).close(DisconnectReason.ROOM_DELETED);
        return new DeleteRoomResponse();
      }),
      ListParticipants: twirpMethod(ListParticipantsRequest, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        const participants = [...(this.#rooms.find(request.room)?.participants ?? [])];
        return new ListParticipantsResponse({
          participants: participants.map((participant) => participant.info()),
        });
      }),
      GetParticipant: twirpMethod(RoomParticipantIdentity, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        return this.#participant(request.room, request.identity).info();
      }),
      RemoveParticipant: twirpMethod(RoomParticipantIdentity, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        this.#participant(request.room, request.identity).close(DisconnectReason.PARTICIPANT_REMOVED);
        return new RemoveParticipantResponse();
      }),
      MutePublishedTrack: twirpMethod(MuteRoomTrackRequest, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        return this.#mute(request);
      }),
      UpdateParticipant: twirpMethod(UpdateParticipantRequest, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        return this.#updateParticipant(request);
      }),
      UpdateSubscriptions: twirpMethod(UpdateSubscriptionsRequest, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        return this.#updateSubscriptions(request);
      }),
      SendData: twirpMethod(SendDataRequest, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        return this.#sendData(request);
      }),
      UpdateRoomMetadata: twirpMethod(UpdateRoomMetadataRequest, (request, claims) => {
        requireAdmin(claims.grant, request.room);
        const room = this.#room(request.room);
        this.#checkMetadata(request.metadata);
        room.updateMetadata(request.metadata);
        return room.info();
      }),
    };
  }

  #createRoom(request: CreateRoomRequest): Message {
    if (!request.name) throw new TwirpError('invalid_argument', 'name must not be empty');
    this.#checkMetadata(request.metadata);
    try {
      const known = this.#rooms.find(request.name);
      const room =
        known ??
        this.#rooms.getOrCreate(request.name, {
          ...(request.emptyTimeout > 0 && { emptyTimeoutS: request.emptyTimeout }),
          ...(request.departureTimeout > 0 && { departureTimeoutS: request.departureTimeout }),
          maxParticipants: request.maxParticipants,
          metadata: request.metadata,
        });
      return room.info();
    } catch (error) {
      if (error instanceof CapacityError) throw new TwirpError('resource_exhausted', error.message);
      throw error;
    }
  }

  #mute(request: MuteRoomTrackRequest): Message {
    const participant = this.#participant(request.room, request.identity);
    const publication = participant.publishing.find(request.trackSid);
    if (!publication?.live) throw new TwirpError('not_found', 'track not found');
    if (publication.info.muted && !request.muted) {
      throw new TwirpError('failed_precondition', 'remote unmute is not enabled');
    }
    participant.setMuted(publication, request.muted, true);
    return new MuteRoomTrackResponse({ track: publication.info });
  }

  #updateParticipant(request: UpdateParticipantRequest): Message {
    const participant = this.#participant(request.room, request.identity);
    if (!applyMetadata(participant, request)) {
      throw new TwirpError('invalid_argument', 'metadata or attributes exceed the limit');
    }
    if (request.permission) participant.changePermission(request.permission);
    return participant.info();
  }

  #updateSubscriptions(request: UpdateSubscriptionsRequest): Message {
    const viewer = this.#participant(request.room, request.identity);
    const sids = [...request.trackSids, ...request.participantTracks.flatMap((tracks) => tracks.trackSids)];
    for (const sid of sids) {
      if (request.subscribe) viewer.room.subscribe(viewer, sid);
      else viewer.unsubscribe(sid);
    }
    return new UpdateSubscriptionsResponse();
  }

  #sendData(request: SendDataRequest): Message {
    const room = this.#room(request.room);
    if (request.data.length > this.#limits.maxDataBytes) {
      throw new TwirpError('invalid_argument', `data must not exceed ${this.#limits.maxDataBytes} bytes`);
    }
    const user = new UserPacket({
      payload: request.data,
      topic: request.topic,
      destinationSids: request.destinationSids,
      destinationIdentities: request.destinationIdentities,
    });
    const packet = new DataPacket({
      kind: request.kind,
      destinationIdentities: request.destinationIdentities,
      value: { case: 'user', value: user },
    });
    room.data.sendFromServer(packet, request.destinationIdentities, request.destinationSids);
    return new SendDataResponse();
  }

  #room(name: string): Room {
    const room = this.#rooms.find(name);
    if (!room) throw new TwirpError('not_found', 'requested room does not exist');
    return room;
  }

  #participant(room: string, identity: string): Participant {
    const participant = this.#room(room).find(identity);
    if (!participant) throw new TwirpError('not_found', 'participant does not exist');
    return participant;
  }

  #checkMetadata(metadata: string): void {
    if (Buffer.byteLength(metadata) > this.#limits.maxMetadataBytes) {
      throw new TwirpError('invalid_argument', 'metadata exceeds the limit');
    }
  }
}

/** A missing grant is answered like a missing key, as livekit-server does. */
function requireGrant(granted: boolean | undefined, name: string): void {
  if (!granted) throw new TwirpError('unauthenticated', `the token does not grant ${name}`);
}

function requireAdmin(grant: VideoGrant, room: string): void {
  if (!grant.roomAdmin || grant.room !== room) {
    throw new TwirpError('unauthenticated', 'the token does not grant roomAdmin for this room');
  }
}
