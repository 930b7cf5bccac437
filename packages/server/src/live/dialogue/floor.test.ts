import { beforeEach, describe, expect, it } from 'vitest';
import { Floor } from './floor.js';

const LOUD = 8_000;

describe('Floor', () => {
  let heard: number[];
  let floor: Floor;
  let nowMs: number;
  /** 20 ms of a level that tells whose it is. */
  const say = (from: string, level: number, times = 1) => {
    for (let i = 0; i < times; i++) {
      floor.add(new Int16Array(320).fill(level), from, nowMs);
      nowMs += 20;
    }
  };
  beforeEach(() => {
    heard = [];
    nowMs = 0;
    floor = new Floor((pcm) => heard.push(pcm[0] ?? 0));
  });

  it('passes all of the only one', () => {
    say('ann', 0, 3);
    say('ann', LOUD, 2);
    expect(heard).toEqual([0, 0, 0, LOUD, LOUD]);
  });

  it('stays with who speaks, and is free some time after', () => {
    say('ann', LOUD);
    say('bob', LOUD + 1, 10);
    expect(heard).toEqual([LOUD]);
    nowMs += 1_500;
    say('bob', LOUD + 1);
    expect(heard.at(-1)).toBe(LOUD + 1);
    say('ann', LOUD);
    expect(heard.at(-1)).toBe(LOUD + 1);
  });

  it('does not lose how the next one begins', () => {
    say('ann', 0);
    say('bob', 7, 30);
    say('bob', LOUD);
    expect(heard.filter((level) => level === 7)).toHaveLength(16);
    expect(heard.at(-1)).toBe(LOUD);
  });

  it('tells the microphones of one participant apart, who may stand for several people', () => {
    const through = (track: string, level: number) => {
      floor.add(new Int16Array(320).fill(level), 'bridge', nowMs, track);
      nowMs += 10;
    };
    for (let i = 0; i < 5; i++) {
      through('ann', LOUD);
      through('bob', LOUD + 1);
    }
    expect(heard).toEqual(Array(5).fill(LOUD));
    floor.left('bridge');
    through('bob', LOUD + 1);
    expect(heard.at(-1)).toBe(LOUD + 1);
  });

  it('is free at once when its holder has gone', () => {
    say('ann', LOUD);
    floor.left('ann');
    say('bob', 3);
    expect(heard.at(-1)).toBe(3);
  });

  it('is anybody’s when its holder sends nothing, as a muted microphone does', () => {
    say('ann', LOUD);
    nowMs += 2_000;
    say('bob', 3);
    expect(heard.at(-1)).toBe(3);
  });
});
