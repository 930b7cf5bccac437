import { gzipSync } from 'node:zlib';
import { JoinRequest, WrappedJoinRequest, WrappedJoinRequest_Compression } from '@livekit/protocol';
import { describe, expect, it } from 'vitest';
import { dualJoinParameters, JoinRequestError, singleJoinParameters } from './join.js';

function packed(joinRequest: Uint8Array, compression = WrappedJoinRequest_Compression.NONE): URLSearchParams {
  const wrapped = new WrappedJoinRequest({ joinRequest, compression });
  return new URLSearchParams({ join_request: Buffer.from(wrapped.toBinary()).toString('base64url') });
}

describe('the parameters of a join', () => {
  it('are read from plain parameters', () => {
    expect(dualJoinParameters(new URLSearchParams('auto_subscribe=0&reconnect=1&sid=PA_x'))).toMatchObject({
      single: false,
      autoSubscribe: false,
      reconnect: true,
      participantSid: 'PA_x',
    });
    expect(dualJoinParameters(new URLSearchParams())).toMatchObject({
      autoSubscribe: true,
      reconnect: false,
    });
  });

  it('are read from a packed join request, zipped or not', async () => {
    const request = new JoinRequest({
      connectionSettings: { autoSubscribe: false },
      publisherOffer: { type: 'offer', sdp: 'v=0' },
    }).toBinary();
    for (const query of [packed(request), packed(gzipSync(request), WrappedJoinRequest_Compression.GZIP)]) {
      const parameters = await singleJoinParameters(query, 10_000);
      expect(parameters).toMatchObject({ single: true, autoSubscribe: false, reconnect: false });
      expect(parameters.offer?.sdp).toBe('v=0');
    }
  });

  it('are refused when missing, unreadable, or unpacking to more than allowed', async () => {
    const bomb = packed(gzipSync(Buffer.alloc(1_000_000)), WrappedJoinRequest_Compression.GZIP);
    for (const query of [new URLSearchParams(), new URLSearchParams('join_request=AAAA'), bomb]) {
      await expect(singleJoinParameters(query, 10_000)).rejects.toThrow(JoinRequestError);
    }
  });
});
