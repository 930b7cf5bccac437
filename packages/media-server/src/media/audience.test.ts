import { SubscriptionPermission } from '@livekit/protocol';
import { expect, it } from 'vitest';
import { Audience } from './audience.js';

const anna = { sid: 'PA_anna', identity: 'anna' };
const ben = { sid: 'PA_ben', identity: 'ben' };

it('is everybody until the publisher says otherwise', () => {
  expect(new Audience().allows(anna, 'TR_1')).toBe(true);
});

it('is whom the publisher names, for the tracks it names', () => {
  const audience = new Audience();
  audience.rules = new SubscriptionPermission({
    allParticipants: false,
    trackPermissions: [
      { participantIdentity: 'anna', allTracks: true },
      { participantSid: 'PA_ben', trackSids: ['TR_1'] },
    ],
  });
  expect([audience.allows(anna, 'TR_1'), audience.allows(anna, 'TR_2')]).toEqual([true, true]);
  expect([audience.allows(ben, 'TR_1'), audience.allows(ben, 'TR_2')]).toEqual([true, false]);
  expect(audience.allows({ sid: 'PA_eve', identity: 'eve' }, 'TR_1')).toBe(false);
});
