import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../api/client.js';
import { UploadQueue } from './queue.js';
import type { StoredFile, sendFile } from './send-file.js';

interface Sending {
  name: string;
  progress(bytes: number): void;
  succeed(): void;
  fail(error: Error): void;
  aborted: boolean;
}

const stored = (name: string): StoredFile => ({
  _id: name,
  url: `avatarium:file/${name}`,
  name,
  content_type: 'text/plain',
  size: 10,
  create_time: 0,
});

let sendings: Sending[];
let put: string[];
let discarded: string[];
let putProblem: Error | undefined;
let queue: UploadQueue;

const send: typeof sendFile = (file, { onProgress, signal }) =>
  new Promise((resolve, reject) => {
    const sending: Sending = {
      name: file.name,
      progress: onProgress,
      succeed: () => resolve(stored(file.name)),
      fail: reject,
      aborted: false,
    };
    signal.addEventListener('abort', () => {
      sending.aborted = true;
      reject(signal.reason);
    });
    sendings.push(sending);
  });

beforeEach(() => {
  sendings = [];
  put = [];
  discarded = [];
  putProblem = undefined;
  queue = new UploadQueue({
    atOnce: 2,
    send,
    put: async ({ name }) => {
      if (putProblem) throw putProblem;
      put.push(name);
    },
    discard: ({ name }) => discarded.push(name),
  });
});

const files = (...names: string[]) => names.map((name) => new File(['0123456789'], name));
const settled = () => new Promise((resolve) => setTimeout(resolve));
const shown = () => queue.store.get().items.map(({ file, state }) => `${file.name} ${state}`);
const sending = (name: string) => sendings.findLast((one) => one.name === name);

describe('uploads', () => {
  it('go a few at a time, in order, and are gone when they are put to use', async () => {
    queue.add(files('a', 'b', 'c'));
    expect(shown()).toEqual(['a sending', 'b sending', 'c waiting']);
    sending('b')?.progress(7);
    expect(queue.store.get().items[1]?.sentBytes).toBe(7);
    sending('b')?.succeed();
    await settled();
    expect(shown()).toEqual(['a sending', 'c sending']);
    sending('a')?.succeed();
    sending('c')?.succeed();
    await settled();
    expect(shown()).toEqual([]);
    expect(put).toEqual(['b', 'a', 'c']);
    expect(discarded).toEqual([]);
  });

  it('are refused before anything is sent, each for its own reason', () => {
    queue.add(files('a', 'b'), ({ name }) => (name === 'a' ? 'Not this one.' : undefined));
    expect(shown()).toEqual(['a refused', 'b sending']);
    expect(queue.store.get().items[0]?.problem).toBe('Not this one.');
    expect(queue.activeCount).toBe(1);
  });

  it('can be tried again when they fail, while the others go on', async () => {
    queue.add(files('a', 'b'));
    sending('a')?.progress(5);
    sending('a')?.fail(new ApiError(0, 'The server cannot be reached'));
    await settled();
    expect(shown()).toEqual(['a failed', 'b sending']);
    expect(queue.store.get().items[0]?.problem).toMatch(/cannot be reached/);
    queue.retry(queue.store.get().items[0]?.id ?? 0);
    expect(shown()).toEqual(['a sending', 'b sending']);
    expect(queue.store.get().items[0]?.sentBytes).toBe(0);
    sending('a')?.succeed();
    await settled();
    expect(put).toEqual(['a']);
  });

  it('are not sent twice when only their use failed', async () => {
    putProblem = new ApiError(1235, 'docs: are larger than 500 MB together');
    queue.add(files('a'));
    sending('a')?.succeed();
    await settled();
    expect(shown()).toEqual(['a failed']);
    putProblem = undefined;
    queue.retry(1);
    await settled();
    expect([sendings.length, put, shown()]).toEqual([1, ['a'], []]);
  });

  it('leave nothing on the server when they are taken away', async () => {
    putProblem = new Error('no');
    queue.add(files('a', 'b', 'c'));
    sending('a')?.succeed();
    await settled();
    queue.remove(1);
    expect(discarded).toEqual(['a']);
    queue.remove(2);
    expect(sending('b')?.aborted).toBe(true);
    await settled();
    expect(shown()).toEqual(['c sending']);
    queue.clear();
    await settled();
    expect([shown(), sending('c')?.aborted]).toEqual([[], true]);
  });

  it('leave nothing when they are taken away as they arrive', async () => {
    queue.add(files('a'));
    sending('a')?.succeed();
    queue.remove(1);
    await settled();
    expect([put, discarded]).toEqual([[], ['a']]);
  });
});
