import type { LocalRoom, PublishedMedia } from '@avatarium/local-room';
import { describe, expect, it } from 'vitest';
import { Publishing } from './publishing.js';

const options = { source: 'microphone' } as const;
const track = (id: string) => ({ id }) as MediaStreamTrack;

/** A room that notes what is published, and refuses tracks called 'bad'. */
function aRoom(done: string[]): LocalRoom {
  const publish = async ({ id }: MediaStreamTrack) => {
    if (id === 'bad') throw new Error('no codec');
    done.push(`publish ${id}`);
    const media: Pick<PublishedMedia, 'setMuted' | 'replace' | 'unpublish'> = {
      setMuted: async (muted) => void done.push(`muted ${muted}`),
      replace: async (next) => void done.push(`replace ${next.id}`),
      unpublish: async () => void done.push('unpublish'),
    };
    return media as PublishedMedia;
  };
  return { publish } as Pick<LocalRoom, 'publish'> as LocalRoom;
}

function aPublishing() {
  const done: string[] = [];
  const publishing = new Publishing((state, before, reason, error) =>
    done.push([before, state, reason, error?.code].filter(Boolean).join(' ')),
  );
  return { done, publishing };
}

describe('what is sent', () => {
  it('follows what is wanted, one change after the other', async () => {
    const { done, publishing } = aPublishing();
    const room = aRoom(done);
    void publishing.set({ room, track: track('a'), muted: true }, options);
    void publishing.set({ room, track: track('b'), muted: false }, options);
    await publishing.set({ room, track: undefined, muted: false }, options);
    expect(done).toEqual([
      'stopped starting',
      'publish a',
      'starting started',
      'muted true',
      'replace b',
      'muted false',
      'unpublish',
      'started stopped api-call',
    ]);
  });

  it('is published anew in another room', async () => {
    const { done, publishing } = aPublishing();
    await publishing.set({ room: aRoom(done), track: track('a'), muted: false }, options);
    done.length = 0;
    await publishing.set({ room: aRoom(done), track: track('a'), muted: false }, options);
    expect(done).toEqual([
      'unpublish',
      'started stopped api-call',
      'stopped starting',
      'publish a',
      'starting started',
    ]);
  });

  it('reports why it is not, and is tried again when it is wanted again', async () => {
    const { done, publishing } = aPublishing();
    const room = aRoom(done);
    await publishing.set({ room, track: track('bad'), muted: false }, options);
    await publishing.set({ room, track: track('good'), muted: false }, options);
    expect(done).toEqual([
      'stopped starting',
      'starting stopped error 5500',
      'stopped starting',
      'publish good',
      'starting started',
    ]);
  });
});
