import { avatarCreateRequest } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { idAfter, mediaProblem, nameAfter, shownAs } from './new-avatar.js';

describe('an id made of a name', () => {
  it.each([
    ['Zoë at work', 'zoe-at-work'],
    ['  --Dr. No!  ', 'dr-no'],
    ['李小龙', 'my-avatar'],
    ['x'.repeat(80), 'x'.repeat(64)],
    [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
    ['', 'my-avatar'],
  ])('%s', (name, id) => {
    expect(idAfter(name)).toBe(id);
    expect(avatarCreateRequest.shape.avatar_id.safeParse(id).success).toBe(true);
  });
});

it('makes a name of a file’s', () => {
  expect(nameAfter('me_at-work.v2.mp4')).toBe('me at work v2');
  expect(nameAfter('portrait')).toBe('portrait');
});

it('knows what cannot become an avatar', () => {
  expect(mediaProblem({ name: 'me.JPG', size: 10 })).toBeUndefined();
  expect(mediaProblem({ name: 'me.mov', size: 10 }, 10)).toBeUndefined();
  expect(mediaProblem({ name: 'me.avi', size: 10 })).toBeUndefined();
  expect(mediaProblem({ name: 'me.gif', size: 10 })).toMatch(/JPEG, PNG, WebP/);
  expect(mediaProblem({ name: 'me', size: 10 })).toMatch(/is needed/);
  expect(mediaProblem({ name: 'me.png', size: 0 })).toMatch(/empty/);
  expect(mediaProblem({ name: 'me.png', size: 2048 }, 1024)).toBe(
    'It has 2 KB, and the account has room for 1 KB more.',
  );
});

it('knows what a browser can show', () => {
  const shown = ['me.PNG', 'me.webm', 'me.avi', 'me.avatar', 'me'].map(shownAs);
  expect(shown).toEqual(['picture', 'video', null, null, null]);
});
