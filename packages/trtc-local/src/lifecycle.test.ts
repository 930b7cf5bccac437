import { describe, expect, it } from 'vitest';
import { deferred, Lifecycle } from './lifecycle.js';

const done = async () => {};

/** An operation that ends when told to. */
function held() {
  const { promise, resolve, reject } = deferred();
  return { run: () => promise, resolve, reject };
}

const settled = (promise: Promise<void>) =>
  promise.then(
    () => 'done',
    (error: { name?: string; message?: string }) => error.name ?? String(error),
  );

describe('the lifecycle of a thing', () => {
  it('is started once, updated, stopped, and started again', async () => {
    const lifecycle = new Lifecycle();
    await lifecycle.start('startIt', done);
    await lifecycle.update('updateIt', done);
    expect(await settled(lifecycle.start('startIt', done))).toBe('OPERATION_ABORT');
    await lifecycle.stop('stopIt', done);
    expect(await settled(lifecycle.update('updateIt', done))).toBe('OPERATION_ABORT');
    await lifecycle.start('startIt', done);
    expect(lifecycle.isStarted).toBe(true);
  });

  it('stops what is not started without a complaint', async () => {
    const lifecycle = new Lifecycle();
    expect(await settled(lifecycle.stop('stopIt', done))).toBe('done');
  });

  it('lets a stop wait for the start that runs, drops updates between, and takes a second stop for the first', async () => {
    const lifecycle = new Lifecycle();
    const start = held();
    const order: string[] = [];
    const started = settled(lifecycle.start('startIt', start.run)).then((how) => order.push(`start ${how}`));
    const twice = settled(lifecycle.start('startIt', done));
    const updated = settled(lifecycle.update('updateIt', done));
    const stopped = settled(lifecycle.stop('stopIt', done)).then((how) => order.push(`stop ${how}`));
    const stoppedToo = settled(lifecycle.stop('stopIt', done));
    expect(await twice).toBe('OPERATION_ABORT');
    expect(await updated).toBe('OPERATION_ABORT');
    start.resolve();
    await Promise.all([started, stopped]);
    expect(await stoppedToo).toBe('done');
    expect(order).toEqual(['start done', 'stop done']);
    expect(lifecycle.isStarted).toBe(false);
  });

  it('starts something else after the stop that waits, but keeps what is asked for again', async () => {
    const lifecycle = new Lifecycle();
    const start = held();
    const started = settled(lifecycle.start('startIt', start.run, 'one'));
    const stopped = settled(lifecycle.stop('stopIt', done));
    expect(await settled(lifecycle.start('startIt', done, 'one'))).toBe('OPERATION_ABORT');
    expect(await stopped).toBe('OPERATION_ABORT');
    const stoppedNow = settled(lifecycle.stop('stopIt', done));
    const other = settled(lifecycle.start('startIt', done, 'two'));
    start.resolve();
    expect([await started, await stoppedNow, await other]).toEqual(['done', 'done', 'done']);
    expect(lifecycle.isStarted).toBe(true);
  });

  it('passes on why a start failed, and drops the updates that waited for it', async () => {
    const lifecycle = new Lifecycle();
    const start = held();
    const started = settled(lifecycle.start('startIt', start.run));
    const updated = settled(lifecycle.update('updateIt', done));
    start.reject(new TypeError('no'));
    expect(await started).toBe('TypeError');
    expect(await updated).toBe('OPERATION_ABORT');
    expect(lifecycle.isStarted).toBe(false);
    expect(await settled(lifecycle.start('startIt', done))).toBe('done');
  });
});
