import { describe, expect, it } from 'vitest';
import { RecentTurns } from './recent-turns.js';

const turn = (answeredAt: number) => ({
  via: 'voice' as const,
  answered_at: answeredAt,
  transcript_ms: 1,
  first_token_ms: 2,
  first_audio_ms: 3,
  first_frame_ms: 4,
});

describe('the recent turns', () => {
  it('are those of the session, the last ones of many', () => {
    const turns = new RecentTurns();
    turns.add('other', turn(7));
    for (let at = 0; at < 60; at++) turns.add('session', turn(at));
    expect(turns.of('other')).toEqual([turn(7)]);
    expect(turns.of('session')).toHaveLength(50);
    expect(turns.of('session').at(-1)).toEqual(turn(59));
    expect(turns.of('unknown')).toEqual([]);
  });

  it('forget the session that has been silent for longest', () => {
    const turns = new RecentTurns();
    turns.add('silent', turn(0));
    turns.add('lively', turn(0));
    for (let count = 0; count < 498; count++) turns.add(`session ${count}`, turn(1));
    turns.add('lively', turn(2));
    turns.add('one more', turn(3));
    expect(turns.of('silent')).toEqual([]);
    expect(turns.of('lively')).toHaveLength(2);
  });
});
