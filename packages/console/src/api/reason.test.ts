import { expect, it } from 'vitest';
import { reason } from './reason.js';

it.each([
  ['is a damaged archive', 'It is a damaged archive.'],
  ['url: was answered with HTTP status 404', 'It was answered with HTTP status 404.'],
  ['http://a.example/b: was answered with HTTP status 404', 'It was answered with HTTP status 404.'],
  ['docs.3.name: must be one of PDF, DOC', 'It must be one of PDF, DOC.'],
  ['url: the video cannot be read; it is damaged', 'The video cannot be read; it is damaged.'],
  [
    'turning videos into avatars is not part of this release',
    'Turning videos into avatars is not part of this release.',
  ],
  ['No more than 4 uploads at a time', 'No more than 4 uploads at a time.'],
  ['the name a.example does not resolve', 'The name a.example does not resolve.'],
  ['Already a sentence.', 'Already a sentence.'],
  ['', 'The server gave no reason.'],
])('makes a sentence of %j', (message, sentence) => {
  expect(reason(message)).toBe(sentence);
});

it('names what it is about', () => {
  expect(reason('is empty', 'The document')).toBe('The document is empty.');
});
