import { ParticipantInfo_Kind, TrackSource } from '@livekit/protocol';
import { describe, expect, it } from 'vitest';
import { kindOf, mayPublish, permissionOf } from './permissions.js';

describe('permissions of a grant', () => {
  it('allow everything but changing oneself when nothing is said', () => {
    expect(permissionOf({})).toMatchObject({
      canPublish: true,
      canSubscribe: true,
      canPublishData: true,
      canUpdateMetadata: false,
      hidden: false,
    });
  });

  it('let data follow the right to publish unless said otherwise', () => {
    expect(permissionOf({ canPublish: false }).canPublishData).toBe(false);
    expect(permissionOf({ canPublish: false, canPublishData: true }).canPublishData).toBe(true);
  });

  it('allow only the sources named, whether by number or by name', () => {
    const named = permissionOf({
      canPublish: false,
      canPublishSources: ['microphone' as unknown as TrackSource],
    });
    expect(mayPublish(named, TrackSource.MICROPHONE)).toBe(true);
    expect(mayPublish(named, TrackSource.CAMERA)).toBe(false);
    const numbered = permissionOf({ canPublishSources: [TrackSource.CAMERA] });
    expect(mayPublish(numbered, TrackSource.CAMERA)).toBe(true);
    expect(mayPublish(permissionOf({}), TrackSource.SCREEN_SHARE)).toBe(true);
  });
});

it('reads the kind of a participant, and takes unknown ones for standard', () => {
  expect(kindOf('agent')).toBe(ParticipantInfo_Kind.AGENT);
  expect(kindOf('something new')).toBe(ParticipantInfo_Kind.STANDARD);
});
