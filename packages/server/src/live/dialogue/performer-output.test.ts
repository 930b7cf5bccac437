import { initializeLogger } from '@livekit/agents';
import { describe, expect, it } from 'vitest';
import type { PlaybackListener } from '../../performer/index.js';
import { toneClause } from '../../performer/testing/tones.js';
import { PerformerOutput } from './performer-output.js';
import { Segment } from './segment.js';

initializeLogger({ pretty: false, level: 'error' });

/** An output that has begun to say something. */
async function speaking() {
  const log: string[] = [];
  let heard: PlaybackListener | null = null;
  const output = new PerformerOutput(
    {
      say: (_chunks, listener) => {
        heard = listener;
      },
      interrupt: () => log.push('interrupt'),
      pause: () => log.push('pause'),
      resume: () => log.push('resume'),
    },
    () => log.push('paused while audible'),
  );
  const listener = { onStart() {}, onText() {}, onEnd() {} };
  async function* chunks() {
    yield toneClause('Hello.', 0.5);
  }
  const { value } = await new Segment(chunks(), listener).audio.getReader().read();
  if (value) await output.captureFrame(value);
  const playback = heard as PlaybackListener | null;
  playback?.onStart();
  return { output, log, playback };
}

describe('holding the avatar', () => {
  it('becomes a pause, which alone ends it then', async () => {
    const { output, log } = await speaking();
    output.hold();
    output.pause();
    output.release();
    expect(log).toEqual(['pause', 'pause', 'paused while audible']);
    output.resume();
    expect(log.at(-1)).toBe('resume');
  });

  it('ends by itself, and no resumption that was meant for something else ends it', async () => {
    const { output, log } = await speaking();
    output.hold();
    output.resume();
    expect(log).toEqual(['pause']);
    output.release();
    expect(log).toEqual(['pause', 'resume']);
  });

  it('is a matter of what is audible', async () => {
    const { output, log, playback } = await speaking();
    expect(output.isAudible).toBe(true);
    playback?.onEnd({ started: true, interrupted: false, spokenText: '', playedS: 0.5, error: null });
    expect(output.isAudible).toBe(false);
    output.pause();
    expect(log).toEqual(['pause']);
  });
});
