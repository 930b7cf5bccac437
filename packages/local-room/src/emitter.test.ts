import { expect, test, vi } from 'vitest';
import { Listeners } from './emitter.js';

type Events = { said: [text: string]; left: [] };

test('listeners are called in order, and one that throws stops no other', () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
  const listeners = new Listeners<Events>();
  const heard: string[] = [];
  listeners.add('said', (text) => heard.push(`first ${text}`));
  listeners.add('said', () => {
    throw new Error('mine');
  });
  listeners.add('said', (text) => heard.push(`last ${text}`));
  listeners.emit('said', 'hello');
  expect(heard).toEqual(['first hello', 'last hello']);
  expect(complaints).toHaveBeenCalledOnce();
  complaints.mockRestore();
});

test('a listener for once is gone before it is called', () => {
  const listeners = new Listeners<Events>();
  const heard: string[] = [];
  listeners.add(
    'said',
    (text) => {
      heard.push(text);
      if (text === 'a') listeners.emit('said', 'b');
    },
    true,
  );
  listeners.emit('said', 'a');
  expect(heard).toEqual(['a']);
});

test('listeners can be removed, also while they are called', () => {
  const listeners = new Listeners<Events>();
  const heard: string[] = [];
  const second = () => heard.push('second');
  listeners.add('left', () => listeners.remove('left', second));
  listeners.add('left', second);
  listeners.emit('left');
  listeners.emit('left');
  expect(heard).toEqual(['second']);
  listeners.clear();
  expect(listeners.of('left')).toEqual([]);
});
