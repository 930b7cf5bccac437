import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenAiVendor, startOpenAi } from '../../../testing/vendors/index.js';
import type { VendorTimeouts } from '../../vendor/client.js';
import { describeLanguageModel } from '../llm.suite.js';
import { OpenAiModel } from './index.js';

let vendor: OpenAiVendor;
const opened: OpenAiModel[] = [];
beforeAll(async () => {
  vendor = await startOpenAi();
});
afterEach(() => Promise.all(opened.splice(0).map((model) => model.close())));
afterAll(() => vendor.close());

function open(model = 'gpt-test', apiKey = vendor.apiKey, timeouts?: Partial<VendorTimeouts>): OpenAiModel {
  const made = new OpenAiModel({ baseUrl: vendor.baseUrl, apiKey, model, timeouts });
  opened.push(made);
  return made;
}

async function ask(
  model: OpenAiModel,
  text = 'hello',
  signal = new AbortController().signal,
): Promise<string> {
  let reply = '';
  for await (const piece of model.reply([{ role: 'user', content: text }], signal)) reply += piece;
  return reply;
}

describeLanguageModel(
  'an OpenAI-compatible server',
  () => new OpenAiModel({ baseUrl: vendor.baseUrl, apiKey: vendor.apiKey, model: 'gpt-test' }),
);

const { OPENAI_API_KEY } = process.env;
describe.runIf(OPENAI_API_KEY)('with a key', () => {
  const baseUrl = 'https://api.openai.com/v1';
  describeLanguageModel(
    'OpenAI',
    () => new OpenAiModel({ baseUrl, apiKey: OPENAI_API_KEY, model: 'gpt-4o-mini' }),
  );
});

describe('a model behind the chat completions protocol', () => {
  it('is asked with the whole conversation, its name and its key', async () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Hi – “you”' },
    ];
    const pieces: string[] = [];
    for await (const piece of open().reply(messages, new AbortController().signal)) pieces.push(piece);
    expect(pieces.join('')).toBe('You said: Hi – “you”');
    const asked = vendor.server.received.at(-1);
    expect(JSON.parse(String(asked?.body))).toEqual({ model: 'gpt-test', messages, stream: true });
    expect(asked?.headers.authorization).toBe(`Bearer ${vendor.apiKey}`);
  });

  it('streams: the first words are there before the last ones are made', async () => {
    vendor.chat.tokensPerS = 50;
    const startMs = performance.now();
    let firstMs = 0;
    for await (const _ of open().reply(
      [{ role: 'user', content: 'one two three' }],
      new AbortController().signal,
    )) {
      firstMs ||= performance.now() - startMs;
    }
    vendor.chat.tokensPerS = Number.POSITIVE_INFINITY;
    expect(firstMs).toBeLessThan(performance.now() - startMs);
  });

  /** How many connections a reply opens, when the one before it is really over. */
  async function opens(model: OpenAiModel): Promise<number> {
    const before = vendor.server.connections;
    await ask(model);
    return vendor.server.connections - before;
  }

  it('keeps its connection for the next reply', async () => {
    const model = open();
    expect(await opens(model)).toBe(1);
    await expect.poll(() => opens(model)).toBe(0);
  });

  it('has its connection open after warming up', async () => {
    const model = open();
    const before = vendor.server.connections;
    model.warmUp();
    model.warmUp();
    await expect.poll(() => vendor.server.received.at(-1)?.path).toBe('/v1/models');
    expect(vendor.server.connections).toBe(before + 1);
    await expect.poll(() => opens(model)).toBe(0);
  });

  it('closes the request when the reply is not wanted any more', async () => {
    vendor.chat.tokensPerS = 20;
    const abort = new AbortController();
    for await (const _ of open().reply([{ role: 'user', content: 'a b c d e f g h i j' }], abort.signal))
      abort.abort();
    await expect.poll(() => vendor.server.received.at(-1)?.aborted).toBe(true);
    for await (const _ of open().reply(
      [{ role: 'user', content: 'a b c d e f' }],
      new AbortController().signal,
    ))
      break;
    await expect.poll(() => vendor.server.received.at(-1)?.aborted).toBe(true);
    vendor.chat.tokensPerS = Number.POSITIVE_INFINITY;
  });

  it('does not say what it thinks', async () => {
    const { answer } = vendor.chat;
    vendor.chat.reasoning = 'The user greets me.';
    vendor.chat.answer = () => '<think>\nHm, a > b? </thin no.\n</think>\n\nGood < day, a<b.';
    expect(await ask(open())).toBe('Good < day, a<b.');
    vendor.chat.answer = () => '<think> and never ends';
    await expect(ask(open())).rejects.toThrow(/no text/);
    vendor.chat.answer = () => 'It ends with <thi';
    expect(await ask(open())).toBe('It ends with <thi');
    Object.assign(vendor.chat, { answer, reasoning: undefined });
  });

  it('takes a reply that does not stream', async () => {
    const body = {
      choices: [{ message: { role: 'assistant', content: 'All at once.' }, finish_reason: 'stop' }],
    };
    vendor.server.trouble('/chat/completions', { status: 200, body });
    expect(await ask(open())).toBe('All at once.');
  });

  it('tries a connection that went stale once more', async () => {
    const model = open();
    await ask(model);
    vendor.server.cut();
    expect(await ask(model)).toBe('You said: hello');
  });

  it('waits a moment for a vendor that asks for it, once', async () => {
    const body = { error: { message: 'Rate limit reached', type: 'requests' } };
    const busy = { status: 429, headers: { 'retry-after': '0' }, body };
    vendor.server.trouble('/chat/completions', busy);
    expect(await ask(open())).toBe('You said: hello');
    vendor.server.trouble('/chat/completions', busy, { ...busy, headers: { 'retry-after': '20' } });
    await expect(ask(open())).rejects.toMatchObject({ fault: 'busy', retryAfterS: 20, passing: true });
  });
});

describe('what goes wrong with a model is said in words', () => {
  it('a key that is not accepted, without the key', async () => {
    const asking = ask(open('gpt-test', 'sk-wrong-and-secret'));
    await expect(asking).rejects.toMatchObject({ fault: 'refused', passing: false });
    await expect(ask(open('gpt-test', 'sk-wrong-and-secret'))).rejects.toThrow(
      'language model gpt-test: the API key is not accepted (HTTP 401): Incorrect API key provided: [key].',
    );
  });

  it.each([
    [404, {}, 'refused', /no such model/],
    [
      400,
      { error: { message: 'max tokens' } },
      'refused',
      /does not take the request \(HTTP 400\): max tokens/,
    ],
    [
      429,
      { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } },
      'refused',
      /used up/,
    ],
    [500, { detail: [{ msg: 'CUDA out of memory' }] }, 'broken', /failed \(HTTP 500\): CUDA out of memory/],
    [503, '<html>no</html>', 'busy', /busy \(HTTP 503\)$/],
    [502, { error: 'model is loading' }, 'unreachable', /model is loading/],
  ] as const)('HTTP %s %j', async (status, body, fault, words) => {
    vendor.server.trouble('/chat/completions', { status, body });
    const error = await ask(open()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ProviderError', fault, message: expect.stringMatching(words) });
  });

  it('a model that is not there', async () => {
    await expect(ask(open('gpt-none'))).rejects.toThrow(/gpt-none.*no such model.*does not exist/);
  });

  it('no answer, and an answer that stops, in time', async () => {
    vendor.server.trouble('/chat/completions', { delayMs: 400 });
    await expect(ask(open('gpt-test', vendor.apiKey, { headMs: 60 }))).rejects.toThrow(
      /no answer within 0.06 s/,
    );
    vendor.server.trouble('/chat/completions', { stallAfter: 2 });
    await expect(ask(open('gpt-test', vendor.apiKey, { silenceMs: 60 }))).rejects.toThrow(/answer stopped/);
  });

  it('an answer that breaks off, in the middle and where it only looks over', async () => {
    vendor.server.trouble('/chat/completions', { breakAfter: 2 });
    await expect(ask(open())).rejects.toMatchObject({ fault: 'broken' });
    vendor.server.trouble('/chat/completions', { errorAfter: { pieces: 2, piece: '' } });
    await expect(ask(open())).rejects.toThrow(/broke off/);
  });

  it('an error in the stream, and something that is no JSON', async () => {
    const piece = `data: ${JSON.stringify({ error: { message: `overloaded, ${vendor.apiKey}` } })}\n\n`;
    vendor.server.trouble('/chat/completions', { errorAfter: { pieces: 2, piece } });
    await expect(ask(open())).rejects.toThrow('it failed while answering: overloaded, [key]');
    vendor.server.trouble('/chat/completions', { errorAfter: { pieces: 1, piece: 'data: {"choi\n\n' } });
    await expect(ask(open())).rejects.toThrow(/no JSON/);
  });

  it('nobody there', async () => {
    const model = new OpenAiModel({ baseUrl: 'http://127.0.0.1:9/v1', model: 'm' });
    opened.push(model);
    await expect(ask(model)).rejects.toMatchObject({ fault: 'unreachable', message: /127\.0\.0\.1:9/ });
  });
});
