import type { Room } from '@livekit/rtc-node';
import { expect, it, vi } from 'vitest';
import { AgentLink } from './agent-link.js';

it('answers a clearing before it tells of the end, as agents count on', async () => {
  const story: string[] = [];
  let clear: (call: { callerIdentity: string }) => Promise<string> = () => Promise.reject();
  const room = {
    registerByteStreamHandler: () => {},
    localParticipant: {
      attributes: { 'lk.publish_on_behalf': 'agent' },
      registerRpcMethod: (_method: string, handler: typeof clear) => {
        clear = handler;
      },
      performRpc: async ({ method }: { method: string }) => story.push(method),
    },
    remoteParticipants: new Map(),
  };
  const options = {
    onSpeech: () => {},
    onCleared: () => link.report({ state: 'finished', positionS: 1, interrupted: true }),
    onWarning: (message: string) => story.push(message),
  };
  const link = new AgentLink(room as unknown as Room, options, null);
  link.open();
  story.push(await clear({ callerIdentity: 'agent' }));
  await vi.waitFor(() => expect(story).toEqual(['ok', 'lk.playback_finished']));
});
