import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  type AddTrackRequest,
  JoinRequest,
  type SessionDescription,
  WrappedJoinRequest,
  WrappedJoinRequest_Compression,
} from '@livekit/protocol';

const gunzipAsync = promisify(gunzip);

/** What a client asks for when it opens its signalling socket, in either signalling mode. */
export interface JoinParameters {
  /** One peer connection for both directions, with the offer in the join request (/rtc/v1). */
  single: boolean;
  autoSubscribe: boolean;
  reconnect: boolean;
  /** Of the participant to resume. */
  participantSid: string;
  offer: SessionDescription | undefined;
  addTracks: AddTrackRequest[];
  clientProtocol: number;
}

export class JoinRequestError extends Error {
  override readonly name = 'JoinRequestError';
}

/** Reads the query of /rtc: plain parameters. */
export function dualJoinParameters(query: URLSearchParams): JoinParameters {
  return {
    single: false,
    autoSubscribe: !['0', 'false'].includes(query.get('auto_subscribe') ?? '1'),
    reconnect: ['1', 'true'].includes(query.get('reconnect') ?? ''),
    participantSid: query.get('sid') ?? '',
    offer: undefined,
    addTracks: [],
    clientProtocol: Number.parseInt(query.get('client_protocol') ?? '0', 10) || 0,
  };
}

/**
 * Reads the query of /rtc/v1: one packed join request.
 * @throws JoinRequestError when it is missing, unreadable or, unpacked, larger than `maxBytes`
 */
export async function singleJoinParameters(
  query: URLSearchParams,
  maxBytes: number,
): Promise<JoinParameters> {
  const packed = query.get('join_request');
  if (!packed) throw new JoinRequestError('the join_request parameter is missing');
  let request: JoinRequest;
  try {
    const wrapped = WrappedJoinRequest.fromBinary(Buffer.from(packed, 'base64'));
    const bytes =
      wrapped.compression === WrappedJoinRequest_Compression.GZIP
        ? await gunzipAsync(wrapped.joinRequest, { maxOutputLength: maxBytes })
        : wrapped.joinRequest;
    request = JoinRequest.fromBinary(bytes);
  } catch {
    throw new JoinRequestError('the join_request parameter cannot be read');
  }
  return {
    single: true,
    autoSubscribe: request.connectionSettings?.autoSubscribe ?? true,
    reconnect: request.reconnect,
    participantSid: request.participantSid,
    offer: request.publisherOffer,
    addTracks: request.addTrackRequests,
    clientProtocol: request.clientInfo?.clientProtocol ?? 0,
  };
}
