import { expect, it } from 'vitest';
import { mediaUrl } from './media-url.js';

it('takes media from the origin of the page', () => {
  expect(mediaUrl('https://public.example/media/a.png?v=2')).toBe('/media/a.png?v=2');
  expect(mediaUrl('/media/a.png')).toBe('/media/a.png');
});

it('knows of no media where the server names none', () => {
  expect(mediaUrl('')).toBeUndefined();
  expect(mediaUrl(undefined)).toBeUndefined();
});
