import { describe, expect, it } from 'vitest';
import { CarriedPeople } from './carried-people.js';

describe('the people that a bridge carries', () => {
  it('are the first so many, with all that is theirs', () => {
    const carried = new CarriedPeople(2);
    expect(['a', 'b', 'c'].map((person) => carried.add(person, 'audio'))).toEqual([true, true, false]);
    expect([carried.add('a', 'video'), carried.add('a', 'audio'), carried.add('c', 'video')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('make room for another once nothing of theirs is left', () => {
    const carried = new CarriedPeople(1);
    carried.add('a', 'audio');
    carried.add('a', 'video');
    carried.remove('a', 'audio');
    expect(carried.add('b', 'audio')).toBe(false);
    carried.remove('b', 'video');
    carried.remove('a', 'video');
    expect(carried.add('b', 'audio')).toBe(true);
  });
});
