import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workerUrl } from '../../threads.js';
import { ModelProcess, type ModelProcessOptions } from './model-process.js';

/** What the process of the tests is told to do, and gives back. */
interface Order {
  do: 'echo' | 'crash' | 'hang' | 'throw';
  pcm?: Int16Array;
}

const SERVE = workerUrl(import.meta.url, './serve.js').href;

/** A process like those of the models, but of our own making: it dies as a native library does. */
function script(load: string): string {
  return `
    import { serve } from '${SERVE}';
    serve(async (model, runtime) => {
      ${load}
      return (order) => {
        if (order.do === 'crash') process.kill(process.pid, 'SIGSEGV');
        if (order.do === 'crash' || order.do === 'hang') for (;;);
        if (order.do === 'throw') throw new Error('cannot say that');
        return { pid: process.pid, model, runtime, pcm: order.pcm, keys: Object.keys(process.env) };
      };
    });`;
}

interface Echo {
  pid: number;
  model: string;
  runtime: string;
  pcm?: Int16Array;
  keys: string[];
}

describe('the process of a model', () => {
  let folder: string;
  const started: ModelProcess<Order, Echo>[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'avatarium-model-'));
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((process) => process.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function start(options: Partial<ModelProcessOptions> = {}, load = ''): ModelProcess<Order, Echo> {
    const file = join(folder, `${started.length}-${Math.random()}.mjs`);
    writeFileSync(file, script(load));
    const process = new ModelProcess<Order, Echo>({
      name: 'parrot',
      script: pathToFileURL(file),
      model: '/models/parrot',
      runtime: '/models/runtime',
      ...options,
    });
    started.push(process);
    return process;
  }

  it('answers, with sound as samples, one process for all questions', async () => {
    const parrot = start();
    const pcm = Int16Array.from({ length: 50_000 }, (_, at) => at - 25_000);
    const [first, second] = await Promise.all([
      parrot.ask({ do: 'echo', pcm }, false),
      parrot.ask({ do: 'echo' }, true),
    ]);
    expect(first).toMatchObject({ model: '/models/parrot', runtime: '/models/runtime', pcm });
    expect(second?.pid).toBe(first?.pid);
  });

  it('knows nothing of the server’s environment', async () => {
    process.env.A_SECRET_OF_THE_SERVER = 'key';
    const echo = await start().ask({ do: 'echo' }, false);
    delete process.env.A_SECRET_OF_THE_SERVER;
    expect(echo?.keys).toContain('PATH');
    expect(echo?.keys).not.toContain('A_SECRET_OF_THE_SERVER');
  });

  it('fails what it crashes on, and nothing else: it is started again', async () => {
    const parrot = start();
    const before = await parrot.ask({ do: 'echo' }, false);
    const crash = parrot.ask({ do: 'crash' }, false);
    const after = parrot.ask({ do: 'echo' }, false);
    await expect(crash).rejects.toMatchObject({
      name: 'ProviderError',
      fault: 'broken',
      message: 'parrot: its process ended',
    });
    expect((await after)?.pid).not.toBe(before?.pid);
  });

  it('is killed over a question that takes for ever', async () => {
    const parrot = start({ limitMs: 700 });
    await parrot.start();
    const hang = parrot.ask({ do: 'hang' }, false);
    const after = parrot.ask({ do: 'echo' }, false);
    await expect(hang).rejects.toThrow('parrot');
    expect(await after).toBeDefined();
  });

  it('tells what went wrong with one question and goes on', async () => {
    const parrot = start();
    await expect(parrot.ask({ do: 'throw' }, false)).rejects.toThrow('parrot: cannot say that');
    expect(await parrot.ask({ do: 'echo' }, false)).toBeDefined();
  });

  it('says why it cannot start, to all who wait, and does not try without end', async () => {
    const parrot = start({}, `throw new Error('the weights are damaged');`);
    const [first, second] = await Promise.allSettled([
      parrot.ask({ do: 'echo' }, false),
      parrot.ask({ do: 'echo' }, false),
    ]);
    expect(String(first?.status === 'rejected' && first.reason)).toContain('the weights are damaged');
    expect(String(second?.status === 'rejected' && second.reason)).toContain('it does not start');
  });

  it('lets go of a question as soon as it is aborted, even one that hangs', async () => {
    const parrot = start();
    const abort = new AbortController();
    const asked = [
      parrot.ask({ do: 'hang' }, false, abort.signal),
      parrot.ask({ do: 'echo' }, false, abort.signal),
    ];
    abort.abort();
    expect(await Promise.all(asked)).toEqual([undefined, undefined]);
  });

  it('fails what waits when it is closed, and leaves no process', async () => {
    const parrot = start();
    const pid = (await parrot.ask({ do: 'echo' }, false))?.pid ?? 0;
    const asked = expect(parrot.ask({ do: 'hang' }, false)).rejects.toThrow('closed');
    await parrot.close();
    await asked;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(parrot.ask({ do: 'echo' }, false)).rejects.toThrow('closed');
  });
});
